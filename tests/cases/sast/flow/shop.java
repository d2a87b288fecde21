package shop;

import java.util.*;
import static shop.Names.*;

public class Shop<T extends Item> extends Base implements Runnable {
	private final String name = "a" + 1, other;
	static int[] counts = { 1, 0x2, 0b1 };
	static { counts[0]++; }

	enum Kind { BIG, SMALL { int size() { return 1; } }; int size() { return 2; } }
	record Point(int x, String y) { Point { x = 1; } }
	interface Step { String take(String s) throws Exception; default void none() { } }

	Shop(Request in) { super(in); this.other = in.read("x"); }

	String find(Request in, String... rest) throws Exception {
		Map<String, Object> map = new HashMap<>();
		List<String> list = new ArrayList<>(List.of("a", in.read("b")));
		StringBuilder text = new StringBuilder("x").append(list.get(1)).reverse();
		outer:
		for (int i = 0, j = 1; i < 3; i++, j--) {
			if (i == 2) continue outer;
			map.put("k" + i, i % 2 == 0 ? text.toString() : null);
		}
		for (Map.Entry<String, Object> e : map.entrySet()) out.run(e.getValue());
		switch (rest.length) { case 0: return null; case 1: case 2: text.append(1); break; default: break; }
		String s = switch (name) { case "a", "b" -> in.read("c"); default -> { yield "d"; } };
		try (Reader r = open(s); r) { r.read(); } catch (A | B e) { throw e; } finally { list.clear(); }
		do { s += (String) map.get("k1"); } while (!in.check(s) && s instanceof String q || s.isEmpty());
		Step step = x -> x + in.read("y"); Runnable run = this::run; Step block = (String a) -> { return a; };
		synchronized (this) { list.forEach(v -> out.run(v)); }
		new Thread() { @Override public void run() { out.run(s); } }.start();
		assert s != null : "none"; var c = s.charAt(0); char d = '\u0041'; long l = 1L << 3 >>> 1;
		String[][] grid = new String[2][]; grid[0] = new String[] { s }; out.run(grid[0][0], """
			text
			""");
		return step.take(s).substring(1, 2) + ~l + -c + block;
	}
}
