/** Who works here. They sign in through single sign-on; a few still have users of their own. */
export const people = ['amara.osei', 'bjorn.dahl', 'chen.li', 'dalia.haddad', 'emil.novak', 'farah.aziz', 'goran.petrov', 'hana.sato', 'ines.moreau', 'jonas.weber', 'kofi.mensah', 'lucia.romano'] as const;

export const peopleWithUsers = people.slice(0, 4);
export const machineUsers = ['ci-legacy', 'backup-export', 'monitoring', 'mailer', 'log-shipper'] as const;

export const emailDomain = 'example.com';
