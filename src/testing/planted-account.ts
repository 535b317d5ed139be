/** What is planted about one AWS account: everything of it carries its mark. */
export interface PlantedAccount {
  readonly mark: string;
  readonly accountId: string;
  readonly key: string;
  readonly principal: string;
  readonly ids: {
    readonly finding: string;
    readonly agent: string;
    readonly execution: string;
    readonly event: string;
    readonly quarantined: string;
    readonly credential: string;
    readonly query: string;
  };
}

/** The account that limited people see. */
export const ownAccount = plantedAccount('kingfisher', '111122223333');
/** The one that they must not learn of. */
export const otherAccount = plantedAccount('zebra', '444455556666');
/** Is of all accounts. */
export const wideIds = { agent: 'wide-agent', execution: 'wide-execution', exception: 'wide-exception' } as const;
/** A principal that works in both. */
export const sharedPrincipal = 'arn:aws:iam::111122223333:role/shared-robot';

function plantedAccount(mark: string, accountId: string): PlantedAccount {
  return {
    mark,
    accountId,
    key: `${mark}-account`,
    principal: `arn:aws:iam::${accountId}:user/${mark}-mallory`,
    ids: { finding: `${mark}-finding`, agent: `${mark}-agent`, execution: `${mark}-execution`, event: `${mark}-event`, quarantined: `${mark}-quarantined`, credential: `${mark}-credential`, query: `${mark} query` },
  };
}
