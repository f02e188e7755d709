import { CallLogServiceDefinition } from '@firstring/contracts/leads/call_log_service';
import { ClaimingServiceDefinition } from '@firstring/contracts/leads/claiming_service';
import { ConfigurationServiceDefinition } from '@firstring/contracts/leads/configuration_service';
import { DispositionServiceDefinition } from '@firstring/contracts/leads/disposition_service';
import { HandLeadServiceDefinition } from '@firstring/contracts/leads/hand_lead_service';
import { IncomingNumberServiceDefinition } from '@firstring/contracts/leads/incoming_number_service';
import { LeadEditServiceDefinition } from '@firstring/contracts/leads/lead_edit_service';
import { LeadServiceDefinition } from '@firstring/contracts/leads/lead_service';
import { LinkServiceDefinition } from '@firstring/contracts/leads/link_service';
import { ListServiceDefinition } from '@firstring/contracts/leads/list_service';
import { ProcessServiceDefinition } from '@firstring/contracts/leads/process_service';
import { ProspectServiceDefinition } from '@firstring/contracts/leads/prospect_service';
import { TableServiceDefinition } from '@firstring/contracts/leads/table_service';
import { VendorServiceDefinition } from '@firstring/contracts/leads/vendor_service';
import type { GrpcServer } from '@firstring/service-kit';
import type { LeadStoreDeps } from '../../app/ports.ts';
import { callLogServer } from './call-log-server.ts';
import { claimingServer } from './claiming-server.ts';
import { configurationServer } from './configuration-server.ts';
import { dispositionServer } from './disposition-server.ts';
import { handLeadServer } from './hand-lead-server.ts';
import { incomingNumberServer } from './incoming-number-server.ts';
import { leadEditServer } from './lead-edit-server.ts';
import { leadServer } from './lead-server.ts';
import { linkServer } from './link-server.ts';
import { listServer } from './list-server.ts';
import { processServer } from './process-server.ts';
import { prospectServer } from './prospect-server.ts';
import { tableServer } from './table-server.ts';
import { vendorServer } from './vendor-server.ts';

/** The services that need no more than the use cases do. */
export function addPlainServers(grpc: GrpcServer, deps: LeadStoreDeps): void {
  grpc.add(LeadServiceDefinition, leadServer(deps));
  grpc.add(ConfigurationServiceDefinition, configurationServer(deps));
  grpc.add(LinkServiceDefinition, linkServer(deps));
  grpc.add(DispositionServiceDefinition, dispositionServer(deps));
  grpc.add(ClaimingServiceDefinition, claimingServer(deps));
  grpc.add(VendorServiceDefinition, vendorServer(deps));
  grpc.add(CallLogServiceDefinition, callLogServer(deps));
  grpc.add(ListServiceDefinition, listServer(deps));
  grpc.add(HandLeadServiceDefinition, handLeadServer(deps));
  grpc.add(LeadEditServiceDefinition, leadEditServer(deps));
  grpc.add(IncomingNumberServiceDefinition, incomingNumberServer(deps));
  grpc.add(ProcessServiceDefinition, processServer(deps));
  grpc.add(TableServiceDefinition, tableServer(deps));
  grpc.add(ProspectServiceDefinition, prospectServer(deps));
}
