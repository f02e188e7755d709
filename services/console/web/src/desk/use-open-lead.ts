import { useMutation } from '@tanstack/react-query';
import type { OpenedView } from '../../../src/app/views/desk.ts';
import { sendJson } from '../api-client.ts';
import { randomId } from '../logic/random-id.ts';

export interface LeadToOpen {
  readonly processId: string;
  readonly leadId: string;
}

/** puts a lead in front of the agent, under its lock. The desk comes to the front by itself; a refusal is an error in words. */
export function useOpenLead() {
  return useMutation({
    mutationFn: async ({ processId, leadId }: LeadToOpen) => {
      const body = { requestId: randomId(), processId, leadId };
      const opened = await sendJson<OpenedView>('POST', '/api/desk/open', body);
      const [refused] = opened.reasons;
      if (refused !== undefined) throw new Error(refused.text);
      return opened;
    },
  });
}
