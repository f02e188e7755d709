import type { IncomingNumberView } from '../../../src/app/views/incoming-numbers.ts';
import { minutes, readDialback } from '../logic/incoming-form.ts';
import { FieldGroup } from '../telephony/field-group.tsx';
import { CheckField, InputField } from '../ui/field.tsx';
import { NumberForm } from './number-form.tsx';

const FIELDS = ['timeLimitSeconds', 'retryGapSeconds', 'attemptsMax', 'ownerOnlySeconds'];

/** who is dialled back, and for how long. */
export function DialbackTab({ number }: { number: IncomingNumberView }) {
  const { dialback } = number;
  const span = (name: 'timeLimitSeconds' | 'retryGapSeconds' | 'ownerOnlySeconds') => ({
    name,
    type: 'number',
    required: true,
    step: 'any',
    defaultValue: minutes(dialback[name]),
  });
  return (
    <NumberForm number={number} read={(form) => ({ dialback: readDialback(form) })} fields={FIELDS}>
      {(errorOf) => (
        <>
          <FieldGroup
            title="Dial back when"
            lead="Calls outside opening hours are never dialled back by themselves: they are listed under Missed calls."
          >
            <CheckField
              label="The caller hung up while waiting"
              name="onHangUp"
              defaultChecked={dialback.onHangUp}
            />
            <CheckField
              label="The longest wait was over"
              name="onTimeout"
              defaultChecked={dialback.onTimeout}
            />
            <CheckField
              label="No agent was there"
              name="onNoAgent"
              defaultChecked={dialback.onNoAgent}
              hint="Where Lead handling says dial back"
            />
          </FieldGroup>
          <FieldGroup
            title="How long, how often"
            lead="Times are minutes. A dial-back goes before all other work."
          >
            <InputField
              label="Time limit"
              {...span('timeLimitSeconds')}
              min={1}
              max={1440}
              hint="From the last missed call; then it expires"
              error={errorOf('timeLimitSeconds')}
            />
            <InputField
              label="Pause after an attempt"
              {...span('retryGapSeconds')}
              min={0}
              max={60}
              hint="When nobody answered"
              error={errorOf('retryGapSeconds')}
            />
            <InputField
              label="Attempts"
              name="attemptsMax"
              type="number"
              required
              min={1}
              max={10}
              defaultValue={dialback.attemptsMax}
              error={errorOf('attemptsMax')}
            />
            <InputField
              label="Owner only for"
              {...span('ownerOnlySeconds')}
              min={0}
              max={1440}
              hint="Then others may serve an owner’s dial-back; 0 keeps it the owner’s"
              error={errorOf('ownerOnlySeconds')}
            />
          </FieldGroup>
        </>
      )}
    </NumberForm>
  );
}
