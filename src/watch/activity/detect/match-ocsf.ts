import type { MatchFacts } from './match-facts.ts';

const severityIds: Readonly<Record<string, number>> = { informational: 1, low: 2, medium: 3, high: 4, critical: 5 };

/** A match as a Detection Finding of OCSF 1.3. */
export function ocsfOf(facts: MatchFacts, product: { readonly version: string }): object {
  const time = Date.parse(facts.eventTime);
  return {
    activity_id: 1,
    activity_name: 'Create',
    category_uid: 2,
    category_name: 'Findings',
    class_uid: 2004,
    class_name: 'Detection Finding',
    type_uid: 200_401,
    time,
    severity_id: severityIds[facts.level] ?? 0,
    severity: facts.level.replace(/^./, (first) => first.toUpperCase()),
    status_id: 1,
    message: facts.explanation,
    metadata: { version: '1.3.0', product: { name: 'Watchkeeper', vendor_name: 'Watchkeeper', version: product.version }, uid: `${facts.ruleId}:${facts.eventID}` },
    cloud: { provider: 'AWS', account: { uid: facts.accountId, type_id: 10 }, region: facts.region },
    finding_info: {
      uid: `${facts.ruleId}:${facts.eventID}`,
      title: facts.title,
      desc: facts.explanation,
      created_time: time,
      analytic: { uid: facts.ruleId, name: facts.title, type_id: 1, type: 'Rule' },
      attacks: attacksOf(facts),
      related_events: (facts.eventIDs ?? [facts.eventID]).map((uid) => ({ uid })),
    },
    evidences: [
      {
        api: { operation: facts.eventName, service: { name: facts.eventSource } },
        actor: { user: { uid: facts.principal } },
        ...(facts.sourceIPAddress === null ? {} : { src_endpoint: { ip: facts.sourceIPAddress } }),
      },
    ],
  };
}

function attacksOf({ tactics, techniques }: MatchFacts): object[] {
  const names = tactics.map((name) => ({ name }));
  return techniques.length === 0 ? names.map((tactic) => ({ tactic })) : techniques.map((uid) => ({ technique: { uid }, tactics: names }));
}
