import type { LiveCallRow } from '../../../src/app/views/telephony.ts';
import { useCan } from '../session.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';

const TALKING: ReadonlySet<string> = new Set(['talking', 'on_hold', 'transferring']);

export interface RecordingCellProps {
  call: LiveCallRow;
  isChanging: boolean;
  onRecord(on: boolean): void;
}

/** Whether a call is being written down, and the button for it where the two talk. */
export function RecordingCell({ call, isChanging, onRecord }: RecordingCellProps) {
  const can = useCan();
  const { recording } = call;
  const isOn = recording !== 'off';
  const mayChange = can('telephony:record') && !call.test && (isOn || TALKING.has(call.phase));
  if (!mayChange && !isOn) return '—';
  return (
    <>
      {isOn ? (
        <Badge tone={recording === 'running' ? 'bad' : 'warn'}>
          {recording === 'running' ? 'Recording' : 'Paused'}
        </Badge>
      ) : null}{' '}
      {mayChange ? (
        <Button
          tone="link"
          aria-label={`${isOn ? 'Stop recording' : 'Record'} ${call.agentName}’s call`}
          isDisabled={isChanging}
          onPress={() => onRecord(!isOn)}
        >
          {isOn ? 'Stop' : 'Record'}
        </Button>
      ) : null}
    </>
  );
}
