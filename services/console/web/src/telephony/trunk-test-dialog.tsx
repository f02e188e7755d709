import type { FormEvent } from 'react';
import type { TestNumberView, TrunkView } from '../../../src/app/views/telephony.ts';
import { sendJson } from '../api-client.ts';
import { formText } from '../logic/form-text.ts';
import { formatPhone } from '../logic/formats.ts';
import { useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { SelectField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import telephony from './telephony.module.css';
import { TRUNKS_KEY } from './trunks-key.ts';
import { useTestNumbers } from './use-test-numbers.ts';

interface TrunkTestDialogProps {
  trunk: TrunkView;
  onPlaced(attemptId: string): void;
  onClose(): void;
}

/** Tries a trunk with a test number; what comes of it is the ladder's to show. */
export function TrunkTestDialog({ trunk, onPlaced, onClose }: TrunkTestDialogProps) {
  const { trunkId, settings } = trunk;
  const { processId } = useSession();
  const numbers = useTestNumbers();
  const callerIds = settings.callerIds
    .filter(({ processIds }) => processIds.length === 0 || processIds.includes(processId))
    .map(({ number }) => number);
  return (
    <Dialog title={`Test call over ${settings.name}`} onClose={onClose}>
      <QueryState query={numbers}>
        {({ numbers: all }) => {
          const listed = all.filter((number) => number.trunkId === '' || number.trunkId === trunkId);
          if (listed.length === 0 || callerIds.length === 0) {
            return (
              <Notice tone="warn">
                {listed.length === 0
                  ? 'No test number is listed for this trunk. A voice admin adds one below the trunks.'
                  : 'This trunk has no caller id that this process may show.'}
              </Notice>
            );
          }
          return (
            <TestForm
              trunkId={trunkId}
              numbers={listed}
              callerIds={callerIds}
              onPlaced={onPlaced}
              onClose={onClose}
            />
          );
        }}
      </QueryState>
    </Dialog>
  );
}

interface TestFormProps extends Pick<TrunkTestDialogProps, 'onPlaced' | 'onClose'> {
  trunkId: string;
  numbers: readonly TestNumberView[];
  callerIds: readonly string[];
}

function TestForm({ trunkId, numbers, callerIds, onPlaced, onClose }: TestFormProps) {
  const { processId } = useSession();
  const path = `/api/telephony/trunks/${encodeURIComponent(trunkId)}/test-calls`;
  const test = useChange(TRUNKS_KEY, (call: { phone: string; callerId: string }, requestId) =>
    sendJson<{ attemptId: string }>('POST', `${path}?processId=${encodeURIComponent(processId)}`, {
      requestId,
      ...call,
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const call = { phone: formText(form, 'phone'), callerId: formText(form, 'callerId') };
    test.mutate(call, {
      onSuccess: ({ attemptId }) => {
        onClose();
        onPlaced(attemptId);
      },
    });
  };
  return (
    <form onSubmit={submit} className={telephony['ladder']}>
      <p>The number is rung over this trunk alone, and whoever lifts hears music.</p>
      <SelectField label="Number" name="phone" autoFocus>
        {numbers.map(({ phone, name }) => (
          <option key={phone} value={phone}>
            {name === '' ? formatPhone(phone) : `${formatPhone(phone)} (${name})`}
          </option>
        ))}
      </SelectField>
      <SelectField label="Caller id" name="callerId">
        {callerIds.map((number) => (
          <option key={number} value={number}>
            {formatPhone(number)}
          </option>
        ))}
      </SelectField>
      <Problem of={test.error} />
      <DialogActions>
        <Button onPress={onClose}>Cancel</Button>
        <Button tone="accent" type="submit" isDisabled={test.isPending}>
          {test.isPending ? 'Calling…' : 'Call'}
        </Button>
      </DialogActions>
    </form>
  );
}
