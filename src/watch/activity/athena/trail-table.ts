import { folderInS3, projection, type ExternalTable, type PartitionsLooked } from './table-sql.ts';

export interface TrailTable extends PartitionsLooked {
  readonly database: string;
  readonly table: string;
  /** Where the trail delivers: the place that has the folder AWSLogs in it. */
  readonly location: string;
  /** `o-…`, when it is the trail of an organisation. */
  readonly organization?: string | undefined;
}

/** What a record has, in the order of CloudTrail's own description; what has no fixed shape is its JSON. */
const columns: Readonly<Record<string, string>> = {
  eventversion: 'string',
  useridentity:
    'struct<type:string,principalid:string,arn:string,accountid:string,invokedby:string,accesskeyid:string,username:string,sessioncontext:struct<attributes:struct<mfaauthenticated:string,creationdate:string>,sessionissuer:struct<type:string,principalid:string,arn:string,accountid:string,username:string>,sourceidentity:string>>',
  eventtime: 'string',
  eventsource: 'string',
  eventname: 'string',
  awsregion: 'string',
  sourceipaddress: 'string',
  useragent: 'string',
  errorcode: 'string',
  errormessage: 'string',
  requestparameters: 'string',
  responseelements: 'string',
  additionaleventdata: 'string',
  requestid: 'string',
  eventid: 'string',
  readonly: 'string',
  resources: 'array<struct<arn:string,accountid:string,type:string>>',
  eventtype: 'string',
  managementevent: 'string',
  recipientaccountid: 'string',
  sharedeventid: 'string',
  vpcendpointid: 'string',
  eventcategory: 'string',
  serviceeventdetails: 'string',
  tlsdetails: 'struct<tlsversion:string,ciphersuite:string,clientprovidedhostheader:string>',
};

/** The log files of a trail, as it delivers them, as a table of Athena's. */
export function trailTable({ database, table, location, organization, ...looked }: TrailTable): ExternalTable {
  const place = `${folderInS3(location)}AWSLogs/${organization === undefined ? '' : `${organization}/`}`;
  return {
    database,
    table,
    columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
    storage: [
      "ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'",
      "STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'",
      "OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'",
    ],
    location: place,
    properties: projection(looked, { template: `${place}\${account}/CloudTrail/\${region}/\${date}/`, isHive: false }),
  };
}
