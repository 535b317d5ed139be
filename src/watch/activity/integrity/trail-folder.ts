import type { Gap } from '../../../core/gap.ts';

export interface StoredFile {
  readonly bucket: string;
  readonly key: string;
}

/** What reading a file came to. `damaged` when it cannot be inflated; `unread` when we were not let or not able. */
export type FileAnswer =
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly signature: string | null }
  | { readonly kind: 'damaged' | 'missing' }
  | { readonly kind: 'unread'; readonly gap: Gap };

export interface ListedLog {
  readonly key: string;
  readonly at: Date;
  /** When it was written last, where that cannot be made up. */
  readonly modifiedAt: Date | null;
}

/** The files of one trail, account and region, in S3 or in a copy. What may not be listed is thrown. */
export interface TrailFolder {
  readonly bucket: string;
  readonly accountId: string;
  readonly region: string;
  /** In S3 the signature stands beside the digest; in a copy only the digest after it has it. */
  readonly hasSignatures: boolean;
  /** The same for the same file, whatever it is called by. */
  nameOf(file: StoredFile): string;
  /** Keys of digests that ended in [from, to], and of log files that were delivered in it, oldest first. */
  listDigests(from: Date, to: Date): AsyncIterable<string>;
  /** The digests of other trails that deliver into the same folder. */
  listOtherDigests(from: Date, to: Date): AsyncIterable<string>;
  listLogs(from: Date, to: Date): AsyncIterable<ListedLog>;
  read(file: StoredFile): Promise<FileAnswer>;
}
