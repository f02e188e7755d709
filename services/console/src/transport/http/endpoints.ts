import type { ReadAuditDeps } from '../../app/audit/read-audit.ts';
import { auditEndpoints } from './audit-routes.ts';
import { blacklistEndpoints, type BlacklistRoutesDeps } from './blacklist-routes.ts';
import { callerEndpoints, type CallerRoutesDeps } from './caller-routes.ts';
import { campaignEndpoints, type CampaignRoutesDeps } from './campaign-routes.ts';
import { claimEndpoints, type ClaimRoutesDeps } from './claim-routes.ts';
import { deskHandEndpoints, type DeskHandRoutesDeps } from './desk-hand-routes.ts';
import { deskEndpoints, type DeskRoutesDeps } from './desk-routes.ts';
import type { Endpoint } from './endpoint.ts';
import { exclusionEndpoints, type ExclusionRoutesDeps } from './exclusion-routes.ts';
import { explainEndpoints, type ExplainRoutesDeps } from './explain-routes.ts';
import { floorEndpoints, type FloorRoutesDeps } from './floor-routes.ts';
import { filterGroupEndpoints } from './filter-group-routes.ts';
import { filterEndpoints, type FilterRoutesDeps } from './filter-routes.ts';
import { incomingNumberEndpoints, type IncomingNumberRoutesDeps } from './incoming-number-routes.ts';
import { leadEndpoints, type LeadRoutesDeps } from './lead-routes.ts';
import { listEndpoints, type ListRoutesDeps } from './list-routes.ts';
import { linkEndpoints, type LinkRoutesDeps } from './link-routes.ts';
import { missedCallEndpoints, type MissedCallRoutesDeps } from './missed-call-routes.ts';
import { phoneEndpoints } from './phone-routes.ts';
import { policyEndpoints, type PolicyRoutesDeps } from './policy-routes.ts';
import { automaticDiallingEndpoints, type AutomaticDiallingRoutesDeps } from './automatic-dialling-routes.ts';
import { processEndpoints, type ProcessRoutesDeps } from './process-routes.ts';
import { recordingEndpoints, type RecordingRoutesDeps } from './recording-routes.ts';
import { removalEndpoints, type RemovalRoutesDeps } from './removal-routes.ts';
import { reportEndpoints, type ReportRoutesDeps } from './report-routes.ts';
import { scriptEndpoints, type ScriptRoutesDeps } from './script-routes.ts';
import { sessionEndpoints, type SessionRoutesDeps } from './session-routes.ts';
import { settingsEndpoints, type SettingsRoutesDeps } from './settings-routes.ts';
import { simulatorEndpoints, type SimulatorRoutesDeps } from './simulator-routes.ts';
import { tableEndpoints, type TableRoutesDeps } from './table-routes.ts';
import type { TableViewsDeps } from '../../app/table-views.ts';
import { tableViewEndpoints } from './table-view-routes.ts';
import { telephonyEndpoints, type TelephonyRoutesDeps } from './telephony-routes.ts';
import { dispositionEndpoints, type DispositionRoutesDeps } from './disposition-routes.ts';
import { vendorEndpoints, type VendorRoutesDeps } from './vendor-routes.ts';
import { userEndpoints, type UserRoutesDeps } from './user-routes.ts';
import { trunkEndpoints, type TrunkRoutesDeps } from './trunk-routes.ts';
import { trunkTestEndpoints, type TrunkTestRoutesDeps } from './trunk-test-routes.ts';
import { uploadEndpoints, type UploadRoutesDeps } from './upload-routes.ts';

export type EndpointsDeps = SessionRoutesDeps &
  DeskRoutesDeps &
  DeskHandRoutesDeps &
  LeadRoutesDeps &
  ClaimRoutesDeps &
  ListRoutesDeps &
  TableRoutesDeps &
  UploadRoutesDeps &
  FilterRoutesDeps &
  SettingsRoutesDeps &
  LinkRoutesDeps &
  CampaignRoutesDeps &
  IncomingNumberRoutesDeps &
  MissedCallRoutesDeps &
  CallerRoutesDeps &
  ExplainRoutesDeps &
  FloorRoutesDeps &
  VendorRoutesDeps &
  DispositionRoutesDeps &
  ExclusionRoutesDeps &
  BlacklistRoutesDeps &
  RemovalRoutesDeps &
  TelephonyRoutesDeps &
  RecordingRoutesDeps &
  TrunkRoutesDeps &
  TrunkTestRoutesDeps &
  UserRoutesDeps &
  PolicyRoutesDeps &
  SimulatorRoutesDeps &
  ScriptRoutesDeps &
  ProcessRoutesDeps &
  AutomaticDiallingRoutesDeps &
  ReportRoutesDeps &
  TableViewsDeps &
  ReadAuditDeps;

/** Every endpoint inside a session; the role × endpoint test walks this list. */
export function createEndpoints(deps: EndpointsDeps): readonly Endpoint[] {
  return [
    ...sessionEndpoints(deps),
    ...deskEndpoints(deps),
    ...deskHandEndpoints(deps),
    ...leadEndpoints(deps),
    ...claimEndpoints(deps),
    ...listEndpoints(deps),
    ...uploadEndpoints(deps),
    ...tableEndpoints(deps),
    ...filterEndpoints(deps),
    ...filterGroupEndpoints(deps),
    ...scriptEndpoints(deps),
    ...settingsEndpoints(deps),
    ...linkEndpoints(deps),
    ...campaignEndpoints(deps),
    ...incomingNumberEndpoints(deps),
    ...missedCallEndpoints(deps),
    ...callerEndpoints(deps),
    ...policyEndpoints(deps),
    ...simulatorEndpoints(deps),
    ...explainEndpoints(deps),
    ...floorEndpoints(deps),
    ...vendorEndpoints(deps),
    ...dispositionEndpoints(deps),
    ...exclusionEndpoints(deps),
    ...blacklistEndpoints(deps),
    ...removalEndpoints(deps),
    ...telephonyEndpoints(deps),
    ...recordingEndpoints(deps),
    ...trunkEndpoints(deps),
    ...trunkTestEndpoints(deps),
    ...phoneEndpoints(deps),
    ...userEndpoints(deps),
    ...processEndpoints(deps),
    ...automaticDiallingEndpoints(deps),
    ...reportEndpoints(deps),
    ...tableViewEndpoints(deps),
    ...auditEndpoints(deps),
  ];
}
