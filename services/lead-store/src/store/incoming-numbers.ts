import type {
  DialbackRules,
  IncomingNumber,
  OpeningHours,
  QueuePolicy,
} from '@firstring/contracts/leads/incoming_number';
import type { CollectionSpec } from '@firstring/store';

/** A number people call. Nothing is left open in it: who follows it needs no defaults. */
export interface IncomingNumberDoc extends Omit<
  IncomingNumber,
  'incomingNumberId' | 'version' | 'openingHours' | 'queue' | 'dialback'
> {
  readonly openingHours: OpeningHours;
  readonly queue: QueuePolicy;
  readonly dialback: DialbackRules;
  readonly requestId: string;
}

export const INCOMING_NUMBERS: CollectionSpec = {
  name: 'incoming_numbers',
  version: 1,
  indexes: [
    { name: 'process', fields: ['processId', 'name'] },
    { name: 'phone', fields: ['phone'], unique: true },
    { name: 'campaign', fields: ['campaignIds[]'] },
    { name: 'request', fields: ['requestId'], unique: true },
  ],
};
