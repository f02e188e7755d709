import type { LeadPrice } from '../domain/reports/lead-prices.ts';
import type {
  CampaignDetails,
  CampaignSettings,
  CampaignStateName,
  DispositionSettings,
  DispositionSetView,
  VendorSettings,
  VendorView,
  CampaignRow,
} from './views/campaigns.ts';

export interface CampaignRef {
  processId: string;
  campaignId: string;
}

/** Campaigns with all their settings. Failures are AppErrors of the catalogue: VERSION_CONFLICT, CAMPAIGN_CLOSED. */
export interface Campaigns {
  list(processId: string): Promise<readonly CampaignDetails[]>;
  get(ref: CampaignRef): Promise<CampaignDetails>;
  /** `version` 0 with an empty `campaignId` creates. */
  put(
    requestId: string,
    campaign: CampaignRef & { version: number; settings: CampaignSettings; userId: string },
  ): Promise<CampaignDetails>;
  setState(requestId: string, ref: CampaignRef, state: CampaignStateName): Promise<CampaignDetails>;
}

/** Leads of a campaign that wait. */
export type CampaignLoad = Pick<CampaignRow, 'byLane'> & { waiting: number };

/** What the scheduler knows of the work there is. */
export interface CampaignLoads {
  /** Leads that wait, by campaign. */
  waiting(processId: string): Promise<ReadonlyMap<string, CampaignLoad>>;
}

/** What leads cost, of vendors and of links. */
export interface LeadPrices {
  /** All that was ever said. */
  list(processId: string): Promise<readonly LeadPrice[]>;
  /** Said again for the same day it replaces what was said. */
  set(processId: string, price: LeadPrice): Promise<void>;
}

export interface Vendors {
  list(processId: string): Promise<readonly VendorView[]>;
  /** `version` 0 with an empty `vendorId` creates. */
  put(
    requestId: string,
    processId: string,
    vendor: VendorSettings & { vendorId: string; version: number },
  ): Promise<VendorView>;
}

/** What new campaigns of a process start with. */
export interface DefaultDispositions {
  get(processId: string): Promise<DispositionSetView>;
  put(
    requestId: string,
    processId: string,
    set: { dispositions: DispositionSettings[]; version: number },
  ): Promise<DispositionSetView>;
}
