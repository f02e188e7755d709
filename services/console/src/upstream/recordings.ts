import { RecordingServiceDefinition } from '@firstring/contracts/sip/recording_service';
import type { GrpcClients } from '@firstring/service-kit';
import type { Recordings } from '../app/telephony-ports.ts';

/** Has live calls written down. */
export function createRecordings(clients: GrpcClients, address: string): Recordings {
  const recording = clients.client(RecordingServiceDefinition, address);
  return {
    async set(call, on, requestId) {
      await (on
        ? recording.startRecording({ ...call, requestId })
        : recording.stopRecording({ ...call, requestId }));
    },
    async pause(call, paused, requestId) {
      await (paused
        ? recording.pauseRecording({ ...call, requestId })
        : recording.resumeRecording({ ...call, requestId }));
    },
  };
}
