import { CallServiceDefinition, PhoneServiceDefinition } from '@firstring/contracts/sip/call_service';
import { LeadFirstServiceDefinition } from '@firstring/contracts/sip/lead_first_service';
import { MonitorServiceDefinition } from '@firstring/contracts/sip/monitor_service';
import { RecordingServiceDefinition } from '@firstring/contracts/sip/recording_service';
import { RegistrationServiceDefinition } from '@firstring/contracts/sip/registration_service';
import { SoundServiceDefinition } from '@firstring/contracts/sip/sound_service';
import { TrunkServiceDefinition } from '@firstring/contracts/sip/trunk_service';
import type { GrpcServer } from '@firstring/service-kit';
import type { DialLeadDeps } from '../../app/dial-lead.ts';
import type { TestCalls } from '../../app/test-calls.ts';
import type { TrunkDeps } from '../../app/trunk-deps.ts';
import type { SignInBans } from '../../domain/sign-in-bans.ts';
import { callServer } from './call-server.ts';
import { leadFirstServer } from './lead-first-server.ts';
import { monitorServer } from './monitor-server.ts';
import { phoneServer } from './phone-server.ts';
import { recordingServer } from './recording-server.ts';
import { registrationServer } from './registration-server.ts';
import { soundServer } from './sound-server.ts';
import { trunkServer } from './trunk-server.ts';

/** What the other services call: calls, phones, their registrations, trunks, and what goes on. */
export function addSipServers(
  grpc: GrpcServer,
  deps: DialLeadDeps & Pick<TrunkDeps, 'trunks' | 'registrationOf'>,
  more: { readonly testCalls: TestCalls; readonly bans: SignInBans; readonly realm: string },
): void {
  const { testCalls, bans, realm } = more;
  const { clock, trunks, trunkPool: pool, registrationOf } = deps;
  grpc.add(CallServiceDefinition, callServer(deps));
  grpc.add(LeadFirstServiceDefinition, leadFirstServer(deps));
  grpc.add(SoundServiceDefinition, soundServer(deps));
  grpc.add(RecordingServiceDefinition, recordingServer(deps));
  grpc.add(PhoneServiceDefinition, phoneServer({ ...deps, realm }));
  grpc.add(RegistrationServiceDefinition, registrationServer({ ...deps, realm, bans }));
  const { instance } = deps.settings;
  grpc.add(TrunkServiceDefinition, trunkServer({ clock, trunks, pool, instance, registrationOf }));
  grpc.add(MonitorServiceDefinition, monitorServer({ ...deps, testCalls }));
}
