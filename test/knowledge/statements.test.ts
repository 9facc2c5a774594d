import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { findExamples } from "#server/knowledge/examples.ts";
import { refusal, splitStatements } from "#server/knowledge/statements.ts";

test("a text falls apart where PostgreSQL would take it apart", () => {
  const cases: [string, string[]][] = [
    ["SELECT 1; SELECT 2;", ["SELECT 1", "SELECT 2"]],
    ["SELECT ';'; SELECT 'it''s; fine'", ["SELECT ';'", "SELECT 'it''s; fine'"]],
    [`SELECT ";a" FROM t`, [`SELECT ";a" FROM t`]],
    ["SELECT $$;$$, $x$ $$; $x$; SELECT 3", ["SELECT $$;$$, $x$ $$; $x$", "SELECT 3"]],
    ["SELECT 1 -- one; two\n; SELECT 2", ["SELECT 1 -- one; two", "SELECT 2"]],
    ["SELECT /* a; /* b; */ c; */ 1; SELECT 2", ["SELECT /* a; /* b; */ c; */ 1", "SELECT 2"]],
    [String.raw`SELECT E'\';'; SELECT 2`, [String.raw`SELECT E'\';'`, "SELECT 2"]],
    [String.raw`SELECT '\'; SELECT 2`, [String.raw`SELECT '\'`, "SELECT 2"]],
    ["SELECT a$b$c; SELECT 2", ["SELECT a$b$c", "SELECT 2"]],
    [" ;; -- nothing\n;", []],
    ["SELECT 'never closed; SELECT 2", ["SELECT 'never closed; SELECT 2"]],
  ];
  for (const [text, statements] of cases) assert.deepEqual(splitStatements(text), statements, text);
});

test("what leaves its transaction or itself is refused, however it is dressed", () => {
  const refused = [
    "COMMIT",
    "commit and chain",
    "/* SELECT */ ROLLBACK",
    "-- SELECT\nEND",
    "SET ROLE postgres",
    "RESET ROLE",
    "PREPARE TRANSACTION 'x'",
    "DO $$ BEGIN COMMIT; END $$",
    "COPY t TO PROGRAM 'sh'",
    "SELECT set_config('role', 'postgres', false)",
    "SELECT pg_read_file('/etc/passwd')",
    `SELECT U&"\\0073et_config"('role', 'x', false)`,
  ];
  for (const statement of refused)
    for (const mayWrite of [false, true]) assert.ok(refusal(statement, mayWrite), `${statement} (${mayWrite})`);
});

test("what changes something runs only where its author said so", () => {
  assert.equal(refusal("SELECT 1", false), null);
  assert.equal(refusal("(SELECT 1) UNION (SELECT 2)", false), null);
  assert.equal(refusal("WITH a AS (SELECT 1) TABLE a", false), null);
  assert.equal(refusal("EXPLAIN SELECT 1", false), null);
  assert.match(refusal("CREATE TABLE t ()", false) ?? "", /mark the example with writes/);
  assert.match(refusal("-- SELECT\nDROP TABLE t", false) ?? "", /DROP changes something/);
  assert.equal(refusal("CREATE TABLE t ()", true), null);
});

test("any text is taken apart without loss and without stalling", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-eE;'"$\\\-/* \n]{0,200}$/), (text) => {
      const kept = splitStatements(text).join("");
      assert.ok(kept.length <= text.length);
      refusal(text, true);
    }),
  );
});

test("marked blocks are found with what is expected of them", () => {
  const source = [
    "## Example",
    "```sql\nSELECT 0;\n```",
    "```sql check\nSELECT 1;\n```",
    "1. In a list:\n\n   ```sql check fails 42804 needs pggit_v0.list_objects\n   SELECT *\n     FROM t;\n   ```",
    "```sql check rows 5 writes\nSELECT 2;\n```",
    "```sql check sometimes\nSELECT 3;\n```",
    "```sql checked\nSELECT 4;\n```",
  ].join("\n\n");
  const { examples, problems } = findExamples(source);
  assert.deepEqual(examples.slice(0, 3), [
    { place: 1, statement: "SELECT 1;", fails: null, rows: null, needs: null, writes: false },
    {
      place: 2,
      statement: "SELECT *\n  FROM t;",
      fails: "42804",
      rows: null,
      needs: "pggit_v0.list_objects",
      writes: false,
    },
    { place: 3, statement: "SELECT 2;", fails: null, rows: 5, needs: null, writes: true },
  ]);
  assert.equal(examples.length, 4);
  assert.deepEqual(problems, ['Its example 4 is marked with "sometimes", which nothing is known by.']);
});
