import { useState } from 'react';
import type { IncomingNumberView } from '../../../src/app/views/incoming-numbers.ts';
import { formText } from '../logic/form-text.ts';
import { NO_AGENT_WORDS, NO_LEAD_WORDS, readQueue, WAITING_WORDS } from '../logic/incoming-form.ts';
import { FieldGroup } from '../telephony/field-group.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { NumberForm, type ErrorOf } from './number-form.tsx';

const FIELDS = [
  'maxWaitSeconds',
  'callersMax',
  'noAgent',
  'waiting',
  'announcement',
  'agentRingSeconds',
  'noLead',
];

/** Queue policy, what callers hear, and what is done with somebody nobody knows. */
export function HandlingTab({ number }: { number: IncomingNumberView }) {
  const read = (form: FormData) => ({
    queue: readQueue(form),
    noLead: formText(form, 'noLead') as IncomingNumberView['noLead'], // what a select holds is one of its options
  });
  return (
    <NumberForm number={number} read={read} fields={FIELDS}>
      {(errorOf) => (
        <>
          <QueueFields number={number} errorOf={errorOf} />
          <SoundFields number={number} errorOf={errorOf} />
          <FieldGroup
            title="Action on no lead found"
            lead="When no lead of these campaigns has the caller’s number, or the caller withholds it."
          >
            <SelectField label="Then" name="noLead" defaultValue={number.noLead} error={errorOf('noLead')}>
              {optionsOf(NO_LEAD_WORDS)}
            </SelectField>
          </FieldGroup>
        </>
      )}
    </NumberForm>
  );
}

interface PartProps {
  number: IncomingNumberView;
  errorOf: ErrorOf;
}

function QueueFields({ number: { queue }, errorOf }: PartProps) {
  const whole = (name: 'maxWaitSeconds' | 'callersMax' | 'agentRingSeconds') => ({
    name,
    type: 'number',
    required: true,
    defaultValue: queue[name],
    error: errorOf(name),
  });
  return (
    <FieldGroup
      title="Queue policy"
      lead="Callers wait in the order they came; the next agent who is free gets the first of them, before every other work."
    >
      <InputField
        label="Longest wait, seconds"
        {...whole('maxWaitSeconds')}
        min={5}
        max={3600}
        hint="Then the caller is dialled back, where Dial-back says so"
      />
      <InputField
        label="Callers who wait at once"
        {...whole('callersMax')}
        min={1}
        max={1000}
        hint="One more is handled as if no agent were there"
      />
      <InputField
        label="An agent’s phone rings for, seconds"
        {...whole('agentRingSeconds')}
        min={5}
        max={180}
        hint="Then the next agent is tried"
      />
      <SelectField
        label="No agent is there"
        name="noAgent"
        defaultValue={queue.noAgent}
        error={errorOf('noAgent')}
        hint="Nobody who could take the call is signed in"
      >
        {optionsOf(NO_AGENT_WORDS)}
      </SelectField>
    </FieldGroup>
  );
}

function SoundFields({ number: { queue }, errorOf }: PartProps) {
  const [waiting, setWaiting] = useState<string>(queue.waiting);
  return (
    <FieldGroup
      title="While waiting"
      lead="What callers hear until an agent answers. It costs them nothing yet."
    >
      <SelectField
        label="Waiting sound"
        name="waiting"
        defaultValue={queue.waiting}
        onChange={(event) => setWaiting(event.target.value)}
        error={errorOf('waiting')}
      >
        {optionsOf(WAITING_WORDS)}
      </SelectField>
      <InputField
        label="Announcement"
        name="announcement"
        defaultValue={queue.announcement}
        readOnly={waiting !== 'announcement'}
        maxLength={64}
        spellCheck={false}
        error={errorOf('announcement')}
        hint="Name of a file on the SIP server; empty is the one that ships"
      />
    </FieldGroup>
  );
}

function optionsOf(words: Readonly<Record<string, string>>) {
  return Object.entries(words).map(([value, label]) => (
    <option key={value} value={value}>
      {label}
    </option>
  ));
}
