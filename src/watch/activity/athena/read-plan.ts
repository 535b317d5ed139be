import { z } from 'zod';

/** What a query asks of one column of a table: these values, or those from one to another. */
export interface ColumnRange {
  readonly low: string | undefined;
  readonly high: string | undefined;
}

export interface PlannedTable {
  readonly database: string;
  readonly table: string;
  /** By column; what is not here may have any value. */
  readonly ranges: ReadonlyMap<string, readonly ColumnRange[]>;
}

const valueSchema = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const boundSchema = z.object({ value: valueSchema.nullish() }).nullish();
const constraintSchema = z.object({
  columnName: z.string(),
  domain: z.object({ ranges: z.array(z.object({ low: boundSchema, high: boundSchema })).nullish() }).nullish(),
});
const planSchema = z.object({
  inputTableColumnInfos: z.array(
    z.object({
      table: z.object({ schemaTable: z.object({ schema: z.string(), table: z.string() }) }),
      columnConstraints: z.array(constraintSchema).nullish(),
      constraint: z.object({ columnConstraints: z.array(constraintSchema).nullish() }).nullish(),
    }),
  ),
});

/** The tables that a query reads, as EXPLAIN (TYPE IO, FORMAT JSON) tells them; undefined when that is not what the text is. */
export function readPlan(text: string): PlannedTable[] | undefined {
  const parsed = planSchema.safeParse(jsonIn(text));
  if (!parsed.success) return undefined;
  return parsed.data.inputTableColumnInfos.map(({ table: { schemaTable }, columnConstraints, constraint }) => ({
    database: schemaTable.schema,
    table: schemaTable.table,
    ranges: rangesOf(columnConstraints ?? constraint?.columnConstraints ?? []),
  }));
}

function rangesOf(constraints: readonly z.output<typeof constraintSchema>[]): Map<string, ColumnRange[]> {
  return new Map(
    constraints.flatMap(({ columnName, domain }) => {
      const ranges = (domain?.ranges ?? []).map(({ low, high }) => ({ low: low?.value ?? undefined, high: high?.value ?? undefined }));
      return ranges.length === 0 ? [] : [[columnName, ranges]];
    }),
  );
}

/** The lines of an answer may have a title above them. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));
  } catch {
    return undefined;
  }
}
