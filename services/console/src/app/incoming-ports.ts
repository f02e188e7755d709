import type { PageAsk } from './ports.ts';
import type {
  IncomingNumberPage,
  IncomingNumberSettings,
  IncomingNumberView,
} from './views/incoming-numbers.ts';

export interface IncomingNumberRef {
  processId: string;
  incomingNumberId: string;
}

/** What a number starts with; everything else has its default. */
export type NewIncomingNumber = Pick<IncomingNumberSettings, 'phone' | 'name' | 'campaignIds'>;

/** Numbers people call, as lead-store keeps them: INCOMING_NUMBER_DUPLICATE, VERSION_CONFLICT. */
export interface IncomingNumbers {
  list(processId: string, page: PageAsk): Promise<IncomingNumberPage>;
  get(ref: IncomingNumberRef): Promise<IncomingNumberView>;
  create(requestId: string, processId: string, number: NewIncomingNumber): Promise<IncomingNumberView>;
  change(
    requestId: string,
    number: IncomingNumberRef & { version: number; settings: IncomingNumberSettings },
  ): Promise<IncomingNumberView>;
  delete(requestId: string, ref: IncomingNumberRef & { version: number }): Promise<void>;
}
