import { useState, type FormEvent } from 'react';
import { REFUSAL_WORDS } from '../logic/exclusion-words.ts';
import { formText } from '../logic/form-text.ts';
import { spoken, wordFor } from '../logic/words.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { InputField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import settings from './settings.module.css';
import { readTerms, TermsFields } from './terms-fields.tsx';
import { useNumbersUpload, type RefusedLine, type UploadState } from './use-numbers-upload.ts';
import { formatCount } from '../logic/formats.ts';

const SHOWN_MAX = 5;

/** many numbers at once, from a file of any length. */
export function NumbersDialog({ listKey, onClose }: { listKey: readonly unknown[]; onClose(): void }) {
  const { processId } = useSession();
  const [problem, setProblem] = useState('');
  const path = `/api/exclusions/numbers?processId=${encodeURIComponent(processId)}`;
  const { state, start, stop } = useNumbersUpload(path, listKey);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const file = form.get('file');
    if (!(file instanceof File) || file.size === 0) {
      setProblem('Choose a file with numbers in it.');
      return;
    }
    setProblem('');
    start(file, { ...readTerms(form), country: formText(form, 'country').toUpperCase() });
  };
  if (state.phase !== 'idle') return <Progress state={state} onStop={stop} onClose={onClose} />;
  return (
    <Dialog title="Upload numbers" onClose={onClose}>
      <form onSubmit={submit} className={settings['stack']}>
        <InputField
          autoFocus
          label="File"
          name="file"
          type="file"
          accept=".csv,.txt,text/csv,text/plain"
          required
          hint="CSV, or one number a line. Of several columns the first with a number counts."
          error={problem === '' ? undefined : problem}
        />
        <InputField
          label="Country"
          name="country"
          maxLength={2}
          pattern="[A-Za-z]{2}"
          placeholder="US"
          hint="Two letters, for numbers without a country code. Empty when all have one."
        />
        <TermsFields />
        <DialogActions>
          <Button onPress={onClose}>Cancel</Button>
          <Button tone="accent" type="submit">
            Upload
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function Progress({ state, onStop, onClose }: { state: UploadState; onStop(): void; onClose(): void }) {
  const isRunning = state.phase === 'running';
  return (
    <Dialog
      title={isRunning ? 'Uploading numbers' : 'Upload of numbers'}
      onClose={isRunning ? onStop : onClose}
    >
      <div className={settings['stack']}>
        {state.phase === 'done' ? (
          <Notice tone="good">All numbers of the file have been looked at.</Notice>
        ) : null}
        {state.phase === 'stopped' ? (
          <Notice tone={state.problem === '' ? 'warn' : 'bad'}>
            {`${state.problem} What was confirmed stays. Upload the file again to go on: listed numbers are passed over.`.trim()}
          </Notice>
        ) : null}
        <dl className={settings['counts']} aria-live="polite">
          <Count name="Numbers read" value={state.read} />
          <Count name="Added" value={state.added} />
          <Count name="Listed before" value={state.alreadyListed} />
          <Count name="Refused" value={state.refused} />
        </dl>
        {state.refusedLines.length === 0 ? null : <Refused lines={state.refusedLines} />}
        <DialogActions>
          {isRunning ? (
            <Button onPress={onStop}>Stop</Button>
          ) : (
            <Button tone="accent" autoFocus onPress={onClose}>
              Done
            </Button>
          )}
        </DialogActions>
      </div>
    </Dialog>
  );
}

function Count({ name, value }: { name: string; value: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{formatCount(value)}</dd>
    </div>
  );
}

function Refused({ lines }: { lines: readonly RefusedLine[] }) {
  const download = (): void => {
    const text = lines.map(
      ({ line, text: number, why }) => `${line},"${number.replaceAll('"', '""')}",${why}`,
    );
    const url = URL.createObjectURL(
      new Blob([['line,number,why', ...text].join('\r\n')], { type: 'text/csv' }),
    );
    const link = document.createElement('a');
    link.href = url;
    link.download = 'refused-numbers.csv';
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <>
      <ul className={settings['quiet']}>
        {lines.slice(0, SHOWN_MAX).map(({ line, text, why }) => (
          <li key={line}>{`Line ${line}, ${text}: ${wordFor(REFUSAL_WORDS, why) ?? spoken(why)}`}</li>
        ))}
      </ul>
      <div>
        <Button onPress={download}>Download what was refused</Button>
      </div>
    </>
  );
}
