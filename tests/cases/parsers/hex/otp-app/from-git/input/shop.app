{application, shop, [{vsn, git}]}.
