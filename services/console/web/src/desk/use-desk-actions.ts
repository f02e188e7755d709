import { useMemo } from 'react';
import { useDesk } from './desk-context.tsx';

export interface Outcome {
  dispositionCode: string;
  note: string;
  callbackAt?: number;
  callbackCommon?: boolean;
}

/** The desk's commands for the lead in front of the agent; each does nothing while it is not possible. */
export function useDeskActions() {
  const { desk, can, send } = useDesk();
  return useMemo(() => {
    const preview = desk?.preview;
    const attempt = {
      // Of a call that was taken over there is no preview.
      attemptId: preview?.attemptId ?? desk?.handover?.attemptId ?? '',
      fencingToken: preview?.fencingToken ?? '',
    };
    const command = (name: string): string => `${name} ${attempt.attemptId}`;
    const refused = async (): Promise<boolean> => false;
    const endTransfer = (type: 'complete_transfer' | 'cancel_transfer'): Promise<boolean> =>
      can.endTransfer
        ? send(command(type), '/api/desk/control', { attemptId: attempt.attemptId, control: { type } })
        : refused();
    return {
      ready: () => (can.goReady ? send('presence', '/api/desk/presence', { ready: true }) : refused()),
      notReady: (reason: string) =>
        can.goNotReady ? send('presence', '/api/desk/presence', { ready: false, reason }) : refused(),
      dial: (phone?: string) =>
        can.dial
          ? send(`${command('dial')} ${phone ?? ''}`, '/api/desk/dial', {
              ...attempt,
              ...(phone === undefined ? {} : { phone }),
            })
          : refused(),
      dialAllTheSame: (overrideReason: string) =>
        can.dial
          ? send(command('dial-override'), '/api/desk/dial-override', { ...attempt, overrideReason })
          : refused(),
      skip: () => (can.skip ? send(command('skip'), '/api/desk/skip', attempt) : refused()),
      hangUp: () =>
        can.hangUp
          ? send(command('hang-up'), '/api/desk/hang-up', { attemptId: attempt.attemptId })
          : refused(),
      hold: (on: boolean) =>
        can.control
          ? send(command('hold'), '/api/desk/control', {
              attemptId: attempt.attemptId,
              control: { type: on ? 'hold' : 'resume' },
            })
          : refused(),
      mute: (on: boolean) =>
        can.control
          ? send(command('mute'), '/api/desk/control', {
              attemptId: attempt.attemptId,
              control: { type: 'mute', on },
            })
          : refused(),
      transfer: (agentId: string, attended: boolean) =>
        can.transfer
          ? send(`${command('transfer')} ${agentId} ${attended}`, '/api/desk/control', {
              attemptId: attempt.attemptId,
              control: { type: 'transfer', agentId, attended },
            })
          : refused(),
      pauseRecording: (paused: boolean) =>
        can.pauseRecording
          ? send(command('recording'), '/api/desk/recording', { attemptId: attempt.attemptId, paused })
          : refused(),
      completeTransfer: () => endTransfer('complete_transfer'),
      cancelTransfer: () => endTransfer('cancel_transfer'),
      pressKey: (digit: string) =>
        can.control
          ? send(`${command('key')} ${digit}`, '/api/desk/control', {
              attemptId: attempt.attemptId,
              control: { type: 'keys', digits: digit },
            })
          : refused(),
      dispose: (outcome: Outcome) =>
        can.dispose ? send(command('dispose'), '/api/desk/dispose', { ...attempt, ...outcome }) : refused(),
      claim: () =>
        can.claim && preview !== undefined
          ? send(command('claim'), '/api/desk/claim', {
              processId: preview.processId,
              leadId: preview.leadId,
              fencingToken: preview.fencingToken,
            })
          : refused(),
    };
  }, [desk, can, send]);
}

export type DeskActions = ReturnType<typeof useDeskActions>;
