import type { RecordingServiceDefinition } from '@firstring/contracts/sip/recording_service';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import type { CallServiceDeps } from '../../app/call-service-deps.ts';
import { pauseRecording, resumeRecording, startRecording, stopRecording } from '../../app/record-call.ts';
import { decodeRef } from './call-server.ts';
import { decodeAttemptId } from './decode-permit.ts';

/** The method table of RecordingService. What runs already runs: the call's own state makes each idempotent. */
export function recordingServer(
  deps: CallServiceDeps,
): ServiceImplementation<typeof RecordingServiceDefinition> {
  return {
    async startRecording(request) {
      await startRecording(deps, decodeSupervised(request));
      return {};
    },
    async stopRecording(request) {
      await stopRecording(deps, decodeSupervised(request));
      return {};
    },
    async pauseRecording(request) {
      await pauseRecording(deps, decodeRef(request));
      return {};
    },
    async resumeRecording(request) {
      await resumeRecording(deps, decodeRef(request));
      return {};
    },
  };
}

function decodeSupervised(request: { requestId: string; attemptId: string; processId: string }) {
  required(request.requestId, 'request_id');
  return {
    attemptId: decodeAttemptId(request.attemptId),
    processId: required(request.processId, 'process_id'),
  };
}
