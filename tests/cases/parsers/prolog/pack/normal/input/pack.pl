% what this is
name(shop).
version('1.2.3').
title('A shop, with (brackets)').
author('A. Uthor', 'a@mail.example').
requires(yall >= 1.0).
requires('list util' =< '2.0').
requires(exact == 3.1).
requires(any).
requires([one >= 1, two]).
requires(prolog >= '9.1.2').
requires(prolog:threads).
conflicts(other).
