import type { PageAsk } from './ports.ts';
import type {
  ContactAnswer,
  FileFormatView,
  ListPage,
  ListView,
  UploadPage,
  UploadPreview,
  UploadView,
} from './views/lists.ts';

export interface ListChange {
  requestId: string;
  name: string;
  timeZone: string;
  owner: string;
  description: string;
}

export interface NewContact {
  requestId: string;
  phones: readonly string[];
  defaultCountry: string;
  firstName: string;
  lastName: string;
  email: string;
  timeZone: string;
  ownershipCode: string;
  custom: Readonly<Record<string, string>>;
}

export interface ListShare {
  name: string;
  owner: string;
}

/** Lead lists, as lead-store keeps them. */
export interface Lists {
  list(processId: string, page: PageAsk): Promise<ListPage>;
  get(processId: string, listId: string): Promise<ListView>;
  create(processId: string, list: ListChange): Promise<ListView>;
  change(processId: string, listId: string, list: ListChange & { version: number }): Promise<ListView>;
  setEnabled(
    processId: string,
    listId: string,
    to: { requestId: string; enabled: boolean },
  ): Promise<ListView>;
  delete(processId: string, listId: string, requestId: string): Promise<void>;
  split(
    processId: string,
    listId: string,
    command: { requestId: string; shares: readonly ListShare[] },
  ): Promise<readonly ListView[]>;
  addContact(processId: string, listId: string, contact: NewContact): Promise<ContactAnswer>;
}

export interface UploadSettings {
  requestId: string;
  format: FileFormatView;
  targets: readonly string[];
  defaultCountry: string;
  dateOrder: string;
  updateDuplicates: boolean;
  migrateDuplicates: boolean;
}

export type UploadCommand = 'pause' | 'resume' | 'cancel';

export interface NewFile {
  requestId: string;
  processId: string;
  listId: string;
  fileName: string;
  createdBy: string;
}

/** Files on their way into lists. */
export interface Uploads {
  /** Keeps the file; the signal ends it when its sender is gone. */
  receive(file: NewFile, bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<UploadView>;
  preview(processId: string, uploadId: string, format: FileFormatView): Promise<UploadPreview>;
  start(processId: string, uploadId: string, settings: UploadSettings): Promise<UploadView>;
  control(
    processId: string,
    uploadId: string,
    to: { requestId: string; command: UploadCommand },
  ): Promise<UploadView>;
  get(processId: string, uploadId: string): Promise<UploadView>;
  list(processId: string, listId: string, page: PageAsk): Promise<UploadPage>;
  /** The file of verdicts, piece by piece. */
  verdicts(processId: string, uploadId: string, signal: AbortSignal): AsyncIterable<string>;
}
