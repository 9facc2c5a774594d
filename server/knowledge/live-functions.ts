import type { ForeignDatabase } from "#server/platform/database/foreign.ts";

/** A function or procedure as a live database describes it. Overloads share their name. */
export type LiveFunction = {
  schema: string;
  name: string;
  isProcedure: boolean;
  signature: string;
  /** The parameters' types, for an example call. */
  types: string[];
  /** What it gives, as PostgreSQL says it; a procedure gives nothing. */
  result: string | null;
  returnsRows: boolean;
  comment: string | null;
};

type Row = {
  schema: string;
  name: string;
  kind: string;
  given: string;
  types: string[] | null;
  result: string | null;
  returns_rows: boolean;
  comment: string | null;
};

/** Everything somebody may call: not PostgreSQL's own, nothing an extension brought, no trigger's inside. */
const FUNCTIONS = `
  select n.nspname as schema, p.proname as name, p.prokind::text as kind,
    pg_get_function_arguments(p.oid) as given,
    array(select format_type(kind, null) from unnest(p.proargtypes) with ordinality as taken(kind, place) order by place) as types,
    pg_get_function_result(p.oid) as result, p.proretset as returns_rows,
    obj_description(p.oid, 'pg_proc') as comment
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
    and ($1::text[] is null or n.nspname = any ($1))
    and p.prokind in ('f', 'p')
    and p.prorettype::regtype::text not in ('trigger', 'event_trigger')
    and not exists (select from pg_depend d where d.objid = p.oid and d.classid = 'pg_proc'::regclass and d.deptype = 'e')
  order by n.nspname, p.proname, given`;

export async function liveFunctions(database: ForeignDatabase, schemas: string[] | null): Promise<LiveFunction[]> {
  const rows = await database.ask<Row>(FUNCTIONS, [schemas]);
  return rows.map(({ schema, name, kind, given, types, result, returns_rows, comment }) => {
    const isProcedure = kind === "p";
    return {
      schema,
      name,
      isProcedure,
      signature: `${schema}.${name}(${given})${isProcedure || result === null ? "" : `\nRETURNS ${result}`}`,
      types: types ?? [],
      result: isProcedure ? null : result,
      returnsRows: returns_rows,
      comment: comment?.trim() || null,
    };
  });
}
