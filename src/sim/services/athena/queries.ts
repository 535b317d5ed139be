import { randomUUID } from 'node:crypto';
import { answerSql } from '../../athena/answer-sql.ts';
import { analyticsOf, type SimExecution } from '../../athena/athena-state.ts';
import { describeExecution, progressOf } from '../../athena/describe-execution.ts';
import { AwsRefusal } from '../../aws-refusal.ts';
import type { CallContext } from '../../call-context.ts';
import { defineHandlers } from '../../define-handlers.ts';

const mostRows = 1_000;

export default defineHandlers('athena', {
  StartQueryExecution: {
    resource: (input, context) => groupArn(context, input.WorkGroup),
    run(input, context) {
      const { executions, workGroups } = analyticsOf(context.region);
      const { QueryString: sql = '', WorkGroup: workGroup = 'primary', ClientRequestToken: token } = input;
      const known = [...executions.values()].find((one) => token !== undefined && one.token === token);
      if (known) return { QueryExecutionId: known.id };
      const group = workGroups.get(workGroup);
      if (!group) throw invalid(`WorkGroup ${workGroup} is not found.`);
      if (group.State === 'DISABLED') throw invalid(`WorkGroup ${workGroup} is disabled.`);
      const outputLocation = input.ResultConfiguration?.OutputLocation ?? group.Configuration?.ResultConfiguration?.OutputLocation;
      if (outputLocation === undefined) throw invalid('No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.');
      const database = input.QueryExecutionContext?.Database;
      const id = randomUUID();
      executions.set(id, { id, token, sql, submittedAt: context.now, workGroup, outputLocation, database, answer: answerSql(sql, context, database), statementType: statementTypeOf(sql) });
      return { QueryExecutionId: id };
    },
  },
  GetQueryExecution(input, context) {
    const state = analyticsOf(context.region);
    return { QueryExecution: describeExecution(executionOf(context, input.QueryExecutionId), { state, now: context.now }) };
  },
  StopQueryExecution(input, context) {
    const execution = executionOf(context, input.QueryExecutionId);
    const { endedAt } = progressOf(execution, { state: analyticsOf(context.region), now: context.now });
    if (!endedAt) execution.stoppedAt = context.now;
    return {};
  },
  GetQueryResults(input, context) {
    const execution = executionOf(context, input.QueryExecutionId);
    const { state } = progressOf(execution, { state: analyticsOf(context.region), now: context.now });
    if (state !== 'SUCCEEDED' || execution.answer.kind !== 'rows') throw invalid(`Query did not finish successfully. Final query state: ${state}`);
    const { columns, rows } = execution.answer;
    const hasHeader = execution.statementType === 'DML';
    const size = input.MaxResults ?? mostRows;
    if (size < 1 || size > mostRows) throw invalid(`MaxResults is more than maximum allowed length ${mostRows}.`);
    const all = hasHeader ? [columns, ...rows] : rows;
    const from = input.NextToken === undefined ? 0 : Number(input.NextToken);
    const page = all.slice(from, from + size);
    return {
      UpdateCount: 0,
      ResultSet: {
        Rows: page.map((row) => ({ Data: row.map((VarCharValue) => ({ VarCharValue })) })),
        ResultSetMetadata: { ColumnInfo: columns.map((Name) => ({ Name, Label: Name, Type: 'varchar', CatalogName: 'hive', SchemaName: '', TableName: '' })) },
      },
      ...(from + size < all.length ? { NextToken: String(from + size) } : {}),
    };
  },
  GetWorkGroup: {
    resource: (input, context) => groupArn(context, input.WorkGroup),
    run(input, { region }) {
      const group = analyticsOf(region).workGroups.get(input.WorkGroup ?? '');
      if (!group) throw invalid(`WorkGroup ${input.WorkGroup ?? ''} is not found.`);
      return { WorkGroup: group };
    },
  },
  CreateWorkGroup(input, { region }) {
    const { workGroups } = analyticsOf(region);
    const { Name = '', Configuration = {} } = input;
    if (workGroups.has(Name)) throw invalid(`WorkGroup ${Name} is already created.`);
    workGroups.set(Name, { Name, State: 'ENABLED', Configuration });
    return {};
  },
  GetTableMetadata(input, { region }) {
    const table = analyticsOf(region).tables.get(`${input.DatabaseName ?? ''}.${input.TableName ?? ''}`);
    if (!table) throw new AwsRefusal('MetadataException', `EntityNotFoundException: Entity Not Found (Service: AWSGlue; Status Code: 400; Table ${input.TableName ?? ''} not found.)`);
    const { name, columns, partitionKeys, parameters, location, createdAt } = table;
    return { TableMetadata: { Name: name, CreateTime: createdAt, TableType: 'EXTERNAL_TABLE', Columns: columns, PartitionKeys: partitionKeys, Parameters: { ...parameters, location } } };
  },
});

function statementTypeOf(sql: string): SimExecution['statementType'] {
  const [verb = ''] = sql.trim().toLowerCase().split(/\s+/);
  if (verb === 'create' || verb === 'alter') return 'DDL';
  return verb === 'explain' ? 'UTILITY' : 'DML';
}

function executionOf({ region }: CallContext, id: string | undefined): SimExecution {
  const execution = analyticsOf(region).executions.get(id ?? '');
  if (!execution) throw invalid(`QueryExecution ${id ?? ''} was not found`);
  return execution;
}

function groupArn({ region, account }: CallContext, name = 'primary'): string {
  return `arn:aws:athena:${region.name}:${account.id}:workgroup/${name}`;
}

function invalid(message: string): AwsRefusal {
  return new AwsRefusal('InvalidRequestException', message);
}
