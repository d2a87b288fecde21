/*
 * limits.h - every limit has its name here.
 *
 * Everything scanned is hostile. Reaching a limit is a diagnostic or
 * STRATA_ELIMIT, never a silent cut.
 */
#ifndef STRATA_LIMITS_H
#define STRATA_LIMITS_H

#define STRATA_LIMIT_FILE_BYTES (64u << 20)  /* larger lockfiles exist only by accident */
#define STRATA_LIMIT_NESTING 128             /* JSON, YAML, TOML, XML, npm dependency trees */
#define STRATA_LIMIT_NODES (8u << 20)        /* values in one document tree */
#define STRATA_LIMIT_YAML_ALIASES 10000      /* nodes that aliases may add to one document */
#define STRATA_LIMIT_XML_NAMES 65536         /* different ones in one document */
#define STRATA_LIMIT_XML_ATTRIBUTES 1024     /* of one tag */
#define STRATA_LIMIT_XML_DECLARED 64         /* attributes, by a document type */
#define STRATA_LIMIT_XML_NAMESPACES 64       /* at one place */
#define STRATA_LIMIT_VERSION_BYTES 1024      /* a longer version or requirement is not one */
#define STRATA_LIMIT_NOTES_PER_FILE 20       /* then one note says how many more */
#define STRATA_LIMIT_NOTES_OF_COMMITS 500    /* of what could not be resolved as of commits */
#define STRATA_LIMIT_INCLUDES 64             /* files that one file may draw in */
#define STRATA_LIMIT_VERSIONS 64             /* of one package that a requirement is held against */
#define STRATA_LIMIT_MEMBER_LOOKS (8u << 20) /* folders held against globs of workspaces, in all */
#define STRATA_LIMIT_BUNDLE 256              /* packages that one short name stands for */
#define STRATA_LIMIT_PROPERTIES 256          /* put into one text, those within others counted */
#define STRATA_LIMIT_PATTERN_STEPS (1u << 24) /* bytes held against those of a pattern, in one `${}` */
#define STRATA_LIMIT_SCRIPT_BYTES (1u << 20) /* of one shell script */
#define STRATA_LIMIT_SYNTAX_BYTES (8u << 20)  /* of one source file that a tree is made of */
#define STRATA_LIMIT_SYNTAX_STEPS 200000     /* a hundred operations each, for one syntax tree */
#define STRATA_LIMIT_PATTERN_TRIES 1000000    /* steps of a regular expression, on one text */
#define STRATA_LIMIT_PATTERN_HEAP (20u << 10) /* KiB that it may take for that */
#define STRATA_LIMIT_QUERY_DEPTH 32           /* nodes within nodes of one query */
#define STRATA_LIMIT_QUERY_MATCHES 1024       /* of one query that are in the making at a time */
#define STRATA_LIMIT_QUERY_STEPS 200000       /* a hundred nodes each, of one query at one place */
#define STRATA_LIMIT_RULES 4096               /* of all languages, the user's counted */
#define STRATA_LIMIT_RULE_FOLDERS 16          /* folders within folders of rules */
#define STRATA_LIMIT_RULE_BYTES (1u << 20)    /* of the file of one rule */
#define STRATA_LIMIT_SYNTAX_DEPTH 400        /* nodes of a syntax tree within nodes, that are followed */
#define STRATA_LIMIT_PROGRAM_NODES (4u << 20) /* of one file's program */
#define STRATA_LIMIT_FLOW_STEPS (1u << 20)   /* expressions and statements that are run for one file */
#define STRATA_LIMIT_FLOW_BYTES (64u << 20)  /* of memory that they take */
#define STRATA_LIMIT_FLOW_DEPTH 12           /* functions within functions that are followed */
#define STRATA_LIMIT_FLOW_NESTING 400        /* expressions and statements within each other */
#define STRATA_LIMIT_WORLD_BYTES (16u << 20) /* of other files that one thread keeps at hand */
#define STRATA_LIMIT_FLOW_ITEMS 256          /* of one list or map that are told apart */
#define STRATA_LIMIT_FLOW_TEXT (64u << 10)   /* of one text that is computed */
#define STRATA_LIMIT_FLOW_SOURCES 32         /* that reach one value */
#define STRATA_LIMIT_IMAGE_BUILDS 2000       /* of Dockerfiles, that a snapshot tells of */
#define STRATA_LIMIT_IMAGE_USES 16           /* ways to build one Dockerfile that are judged */
#define STRATA_LIMIT_STANDING 4096           /* copies that a stage is followed by */
#define STRATA_LIMIT_CALLED_SCRIPTS 32       /* files that the RUNs of one stage call */
#define STRATA_LIMIT_CALLED_STEPS (1u << 20) /* copies that are looked at for what one's RUNs call */
#define STRATA_LIMIT_CALLED_BYTES (8u << 20) /* of those of a snapshot, each as often as it is called */
#define STRATA_LIMIT_STAGES 1000             /* of one Dockerfile */
#define STRATA_LIMIT_SCRIPT_DEPTH 8         /* scripts in words of scripts: sh -c "sh -c .." */
#define STRATA_LIMIT_LAYER_STEPS (1u << 20)  /* things and files that one's stages hand on */
#define STRATA_LIMIT_IMAGE_NAME_BYTES 1024   /* registry, repository, tag and digest */
#define STRATA_LIMIT_IMAGE_FACTS_BYTES (64u << 20) /* a file of facts about images */
#define STRATA_LIMIT_IMAGE_TEXT_BYTES (16u << 20)  /* what it tells of one image, unpacked */
#define STRATA_LIMIT_IMAGES 4096             /* that it tells of */
#define STRATA_LIMIT_SIGNED_BYTES (4u << 20) /* of a document that is signed, or signs */
#define STRATA_LIMIT_SIGNATURES 64           /* of one document, or image, that are looked at */
#define STRATA_LIMIT_KEY_BYTES (64 << 10)    /* a public key, or a certificate */
#define STRATA_LIMIT_RSA_BITS 8192           /* of a key: larger ones cost time */
#define STRATA_LIMIT_CERTIFICATES 32         /* of one chain, or trusted */
#define STRATA_LIMIT_ROOTS 64                /* versions back to a root that is trusted */
#define STRATA_LIMIT_DELEGATIONS 32          /* of one tree that are looked at, */
#define STRATA_LIMIT_DELEGATION_DEPTH 4      /* one within another */
#define STRATA_LIMIT_SYMLINKS 16             /* links followed inside a snapshot */
#define STRATA_LIMIT_PATH_BYTES 4096
#define STRATA_LIMIT_ENTRIES (4u << 20)      /* files, and folders, of one snapshot */
#define STRATA_LIMIT_FOLDERS 256             /* folders within folders of a work tree */
#define STRATA_LIMIT_INDEX_BYTES (1u << 30)  /* git's index, which is held as a whole */
#define STRATA_LIMIT_IGNORE_PATTERNS 4096    /* of .gitignore files, in force at one path */
#define STRATA_LIMIT_TREE_DEPTH 512          /* folders within folders of a commit's tree */
#define STRATA_LIMIT_GRAFT_BYTES (16u << 20) /* git's lists of shallow and grafted commits */
#define STRATA_LIMIT_REF_BYTES 4096          /* a ref that is a file of its own */
#define STRATA_LIMIT_LOOSE_BYTES (256u << 20) /* an object's own file, compressed */
#define STRATA_LIMIT_PACKED_REFS_BYTES (256u << 20) /* all refs in git's one file */
#define STRATA_LIMIT_PUSH_BYTES (16u << 20)  /* what git tells a hook about the refs of a push */
#define STRATA_LIMIT_PUSH_COMMITS 20000      /* new ones that are searched for who brought it in */
#define STRATA_LIMIT_HOOK_FINDINGS 10        /* that a hook shows; then how many more */
#define STRATA_LIMIT_TREE_LEVELS 64          /* of a drawn tree of packages */
#define STRATA_LIMIT_CHAINS 5                /* shortest chains shown for one finding */
#define STRATA_LIMIT_RECORD_BYTES (32u << 20) /* one OSV record */
#define STRATA_LIMIT_ARCHIVE_BYTES (32ull << 30) /* all files of one archive, unpacked */
#define STRATA_LIMIT_ARCHIVE_ENTRIES (8u << 20)
#define STRATA_LIMIT_JAR_DEPTH 4              /* Java archives within Java archives */
#define STRATA_LIMIT_JAR_BYTES (128u << 20)  /* unpacked of one of them, with all within it */
#define STRATA_LIMIT_JAR_TEXT_BYTES (8u << 20) /* a manifest: signed ones list each file */
#define STRATA_LIMIT_DOWNLOAD_BYTES (4ull << 30) /* one answer of a server */
#define STRATA_LIMIT_DOWNLOAD_SECONDS 7200   /* for one file, tries and pauses and all */
#define STRATA_LIMIT_CHANGES_BYTES (256u << 20) /* the list of changes of an advisory export */
#define STRATA_LIMIT_CACHE_BYTES (512u << 20) /* all results that are kept */
#define STRATA_LIMIT_CONFIG_BYTES (1u << 20) /* strata.toml */
#define STRATA_LIMIT_ANSWER_BYTES (128u << 20) /* one answer of a registry */
#define STRATA_LIMIT_PACKAGE_BYTES (256u << 20) /* a package that is read for what it asks for */
#define STRATA_LIMIT_PACKAGE_UNPACKED (2ull << 30) /* of one whose lines are counted, as an archive */
#define STRATA_LIMIT_PACKAGE_ARCHIVE (512u << 20) /* the same, as it is sent */
#define STRATA_LIMIT_PACKAGE_FILES 200000    /* of one whose lines are counted */
#define STRATA_LIMIT_PACKAGE_TEXT_BYTES (12u << 20) /* a file of it that is counted */
#define STRATA_LIMIT_PACKAGE_FOLDERS 64      /* folders within folders of one that is installed */
#define STRATA_LIMIT_INSTALLED 200000        /* packages that are looked for on disk */
#define STRATA_LIMIT_METADATA_BYTES (8u << 20) /* what it says there, or a part that leads to it */
#define STRATA_LIMIT_ANSWERS_BYTES (1ull << 30) /* all answers of registries that are kept */
#define STRATA_LIMIT_REQUEST_SECONDS 300     /* for one of them, tries and pauses and all */
#define STRATA_LIMIT_HEAD_BYTES (64u << 10)  /* the head of an answer, where somebody reads it */
#define STRATA_LIMIT_MANIFEST_BYTES (4u << 20) /* of an image: what registries take themselves */
#define STRATA_LIMIT_DESCRIPTORS 4096        /* that one manifest or index lists */
#define STRATA_LIMIT_TOKEN_BYTES (64u << 10) /* what gives a registry's token, and the token */
#define STRATA_LIMIT_REFERRER_PAGES 32       /* of the list of what refers to an image */
#define STRATA_LIMIT_IMAGE_CONFIG_BYTES (8u << 20) /* an image's configuration */
#define STRATA_LIMIT_LAYER_BYTES (4ull << 30) /* a layer, as it is sent */
#define STRATA_LIMIT_LAYER_UNPACKED (16ull << 30) /* the same, unpacked */
#define STRATA_LIMIT_LAYER_FILE_BYTES (64u << 20) /* a file of it that is read */
#define STRATA_LIMIT_LAYER_FACTS_BYTES (128u << 20) /* all of those */
#define STRATA_LIMIT_LAYERS_FACTS_BYTES (512u << 20) /* the same of all layers of an image */
#define STRATA_LIMIT_LAYER_CHANGES 16384     /* that it makes to files that tell of packages */
#define STRATA_LIMIT_LAYERS 512              /* of one image */
#define STRATA_LIMIT_LAYER_SECONDS 3600      /* for one of them, tries and pauses and all */
#define STRATA_LIMIT_SOLVED_PACKAGES 20000   /* of one project, places where they lie counted */
#define STRATA_LIMIT_SOLVER_STEPS (4u << 20) /* choices of a version, those taken back counted */
#define STRATA_LIMIT_SOLVER_CELLS (64u << 20) /* packages in all states of a search, copies counted */
#define STRATA_LIMIT_SOLVER_LOOKS (256u << 20) /* comparisons behind these choices, where they are many */
#define STRATA_LIMIT_REGISTRIES 100          /* asked for one project, the user's counted */
#define STRATA_LIMIT_PUBLISHED 100000        /* versions of one package that a registry lists */
#define STRATA_LIMIT_SOLVER_POOL 200000       /* versions of all packages that one solve may choose from */
#define STRATA_LIMIT_SOLVER_POOL_LOOKS (16u << 20) /* of them held against constraints */
#define STRATA_LIMIT_SOLVER_PROVIDERS 4096   /* packages weighed against each other for one requirement */
#define STRATA_LIMIT_FIX_TRIALS 200          /* resolutions that one plan of changes may take */
#define STRATA_LIMIT_NAMES_SHOWN 5           /* of many in one note; then how many more */
#define STRATA_LIMIT_LICENCE_BYTES 4096      /* of one licence expression */
#define STRATA_LIMIT_LICENCES 256            /* in it */
#define STRATA_LIMIT_LICENCE_FILES 256       /* of one folder, and what begins like them */
#define STRATA_LIMIT_LICENCE_DEPTH 32        /* parentheses within parentheses of it */
#define STRATA_LIMIT_LICENCE_TEXT_BYTES (1u << 20) /* of a file that is read for licences */
#define STRATA_LIMIT_PROGRAM_SECONDS 60      /* for a package manager that is asked for its default */

#endif
