import { documentOf, trustPolicy, type RolePlan } from './role-plan.ts';

/** One file that is a whole module: `module "watchkeeper" { source = "./watchkeeper" }`. */
export function terraformModule({ roleName, about, externalId, principal, policies, boundary }: RolePlan): string {
  const slug = roleName === 'WatchkeeperRead' ? 'read' : 'write';
  const managed = policies.map((statements, index) => block(['resource', 'aws_iam_policy', `watchkeeper_${slug}_${index + 1}`], { name: raw(`"\${var.role_name}-${index + 1}"`), description: about, policy: json(documentOf(statements)) }));
  const attached = policies.map((_, index) =>
    block(['resource', 'aws_iam_role_policy_attachment', `watchkeeper_${slug}_${index + 1}`], { role: raw(`aws_iam_role.watchkeeper_${slug}.name`), policy_arn: raw(`aws_iam_policy.watchkeeper_${slug}_${index + 1}.arn`) }),
  );
  const trust = json(trustPolicy('${var.principal}', '${var.external_id}'), { keepsReferences: true });
  return [
    `# ${about}`,
    'terraform {\n  required_providers {\n    aws = {\n      source  = "hashicorp/aws"\n      version = ">= 5.0"\n    }\n  }\n}',
    block(['variable', 'role_name'], { type: raw('string'), default: roleName, description: 'What the role is called' }),
    block(['variable', 'external_id'], { type: raw('string'), default: externalId, description: 'Watchkeeper has to name it to take on the role' }),
    block(['variable', 'principal'], { type: raw('string'), ...(principal === null ? {} : { default: principal }), description: 'The ARN of the user or role that Watchkeeper runs as' }),
    block(['resource', 'aws_iam_policy', `watchkeeper_${slug}_boundary`], { name: raw('"${var.role_name}-boundary"'), description: `The most that ${roleName} can ever do`, policy: json(documentOf(boundary)) }),
    ...managed,
    block(['resource', 'aws_iam_role', `watchkeeper_${slug}`], { name: raw('var.role_name'), description: about, max_session_duration: raw('3600'), permissions_boundary: raw(`aws_iam_policy.watchkeeper_${slug}_boundary.arn`), assume_role_policy: trust }),
    ...attached,
    block(['output', 'role_arn'], { value: raw(`aws_iam_role.watchkeeper_${slug}.arn`) }),
    block(['output', 'external_id'], { value: raw('var.external_id') }),
  ].join('\n\n').concat('\n');
}

interface Expression {
  readonly expression: string;
}

function raw(expression: string): Expression {
  return { expression };
}

/** JSON is an expression of Terraform's language, but for what looks like a reference in it. */
function json(value: object, { keepsReferences }: { keepsReferences?: boolean } = {}): Expression {
  const text = JSON.stringify(value, null, 2).replaceAll('\n', '\n  ');
  return raw(`jsonencode(${keepsReferences ? text : text.replaceAll('${', '$${').replaceAll('%{', '%%{')})`);
}

function block([kind = '', ...labels]: readonly string[], fields: Readonly<Record<string, string | Expression>>): string {
  const widest = Math.max(...Object.keys(fields).map(({ length }) => length));
  const lines = Object.entries(fields).map(([name, value]) => `  ${name.padEnd(widest)} = ${typeof value === 'string' ? JSON.stringify(value) : value.expression}`);
  return `${kind} ${labels.map((label) => `"${label}"`).join(' ')} {\n${lines.join('\n')}\n}`;
}
