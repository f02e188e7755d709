import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { useDesk } from './desk-context.tsx';
import { useDeskActions } from './use-desk-actions.ts';

/** That the call is being written down, and the agent's way to leave out what must not be (a card number). */
export function RecordingNote() {
  const { desk, can } = useDesk();
  const actions = useDeskActions();
  const recording = desk?.call?.recording ?? 'off';
  if (recording === 'off' || desk?.call?.phase !== 'bridged') return null;
  const paused = recording === 'paused';
  return (
    <>
      <Badge tone={paused ? 'warn' : 'bad'}>{paused ? 'Recording paused' : 'Recording'}</Badge>
      <Button
        tone="link"
        isDisabled={!can.pauseRecording}
        onPress={() => void actions.pauseRecording(!paused)}
      >
        {paused ? 'Resume recording' : 'Pause recording'}
      </Button>
    </>
  );
}
