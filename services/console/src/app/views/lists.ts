/** Lead lists and uploads as the pages see them. */

export interface ListView {
  listId: string;
  name: string;
  timeZone: string;
  owner: string;
  description: string;
  enabled: boolean;
  /** Its leads are being erased. */
  deleting: boolean;
  version: number;
  createdAt: number | undefined;
  /** Counted no further than 100,000 where many are shown. */
  leadCount: number;
}

export interface ListPage {
  lists: readonly ListView[];
  nextPageToken: string;
}

export interface ContactAnswer {
  leadId: string;
  ignoredParameters: readonly string[];
}

export type UploadStateName = 'received' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled';

export interface UploadCounts {
  added: number;
  updated: number;
  moved: number;
  repeated: number;
  duplicate: number;
  invalid: number;
}

export interface UploadView {
  uploadId: string;
  listId: string;
  listName: string;
  fileName: string;
  bytes: number;
  state: UploadStateName;
  counts: UploadCounts;
  rows: number;
  /** 0 to 1. */
  done: number;
  createdAt: number | undefined;
  endedAt: number | undefined;
  createdBy: string;
  failure: string;
  workedMs: number;
  /** Rows whose number is on the do-not-call list; undefined until they are counted. */
  excluded: number | undefined;
}

export interface UploadPage {
  uploads: readonly UploadView[];
  nextPageToken: string;
}

export interface FileFormatView {
  encoding: string;
  delimiter: string;
}

export interface UploadPreview {
  upload: UploadView;
  format: FileFormatView;
  columns: readonly { name: string; suggestedTarget: string }[];
  rows: readonly (readonly string[])[];
  /** Empty unless the same bytes were imported before. */
  sameFileUploadId: string;
}
