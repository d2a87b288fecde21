import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.maven.artifact.versioning.ArtifactVersion;
import org.apache.maven.artifact.versioning.ComparableVersion;
import org.apache.maven.artifact.versioning.DefaultArtifactVersion;
import org.apache.maven.artifact.versioning.InvalidVersionSpecificationException;
import org.apache.maven.artifact.versioning.Restriction;
import org.apache.maven.artifact.versioning.VersionRange;

/** Answers with maven-artifact: compare A B, or satisfies VERSION REQUIREMENT, by lines. */
public class Reference {
    /** Maven takes any text. Ours are without space, brackets, commas, properties. */
    private static boolean isVersion(String text) {
        return !text.isEmpty() && text.chars().noneMatch(c -> c <= ' ' || "[](),${}".indexOf(c) >= 0);
    }

    private static boolean isOdd(ArtifactVersion version) {
        return version != null && !isVersion(version.toString());
    }

    private static String satisfies(String version, String requirement) {
        try {
            VersionRange range = VersionRange.createFromVersionSpec(requirement.trim());
            ArtifactVersion found = new DefaultArtifactVersion(version);
            if (isOdd(range.getRecommendedVersion()) || requirement.trim().isEmpty()) {
                return "error";
            }
            for (Restriction part : range.getRestrictions()) {
                if (isOdd(part.getLowerBound()) || isOdd(part.getUpperBound())) {
                    return "error";
                }
            }
            if (range.getRecommendedVersion() != null) {
                return String.valueOf(range.getRecommendedVersion().compareTo(found) == 0);
            }
            return String.valueOf(range.containsVersion(found));
        } catch (InvalidVersionSpecificationException e) {
            return "error";
        }
    }

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, false, "UTF-8");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] text = line.split("\t", -1);
            if (args[0].equals("compare")) {
                int order = new ComparableVersion(text[0]).compareTo(new ComparableVersion(text[1]));
                out.println(Integer.signum(order));
            } else {
                out.println(satisfies(text[0], text[1]));
            }
        }
        out.flush();
    }
}
