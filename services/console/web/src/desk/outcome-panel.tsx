import { useState } from 'react';
import type { DeskEvent } from '../../../src/app/views/desk.ts';
import type { DispositionView } from '../../../src/app/views/leads.ts';
import { Button } from '../ui/button.tsx';
import type { CallbackChoice } from '../logic/callback-words.ts';
import { CallbackFields } from './callback-fields.tsx';
import { useDesk } from './desk-context.tsx';
import { DispositionList } from './disposition-list.tsx';
import { clearDraft, readDraft, writeDraft } from './note-draft.ts';
import styles from './outcome-panel.module.css';
import type { DeskActions } from './use-desk-actions.ts';
import { useShortcuts } from './use-shortcuts.ts';

/** "Claim now", the comment, and the outcome. It can be filled during the call and is saved when the call is over. */
export function OutcomePanel({ actions }: { actions: DeskActions }) {
  const { desk, can, busy } = useDesk();
  const attemptId = desk?.preview?.attemptId;
  const [note, setNote] = useState(() => readDraft(attemptId));
  const [code, setCode] = useState<string>();
  const [callback, setCallback] = useState<CallbackChoice>({ at: undefined, common: false });
  const dispositions = outcomesOf(desk);
  const chosen = dispositions.find((disposition) => disposition.code === code);
  const saving = [...busy].some((command) => command.startsWith('dispose'));
  const save = async (): Promise<void> => {
    if (chosen === undefined) return;
    const saved = await actions.dispose({
      dispositionCode: chosen.code,
      note,
      ...callbackOf(chosen, callback),
    });
    if (saved) clearDraft();
  };
  const changeNote = (text: string): void => {
    setNote(text);
    if (attemptId !== undefined) writeDraft(attemptId, text);
  };
  const choose = (chosenCode: string): void => {
    setCode(chosenCode);
    focusOutcome(chosenCode);
  };
  useShortcuts(
    Object.fromEntries(
      dispositions.slice(0, 9).map(({ code: key }, index) => [String(index + 1), () => choose(key)]),
    ),
  );
  return (
    <div
      className={styles['panel']}
      // Before a button that has the focus takes Enter for itself.
      onKeyDownCapture={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        event.stopPropagation();
        void save();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && event.target instanceof HTMLElement) event.target.blur();
      }}
    >
      <div className={styles['body']}>
        <div className={styles['commentHead']}>
          <label htmlFor="note" className={styles['label']}>
            Comment
          </label>
          <Button
            shortcut="C"
            isDisabled={!can.claim || busy.has(`claim ${attemptId}`)}
            onPress={() => void actions.claim()}
          >
            {desk?.details?.claimed === 'me' ? 'Claimed' : 'Claim now'}
          </Button>
        </div>
        <textarea
          id="note"
          className={styles['note']}
          value={note}
          maxLength={4000}
          disabled={attemptId === undefined}
          onChange={(event) => changeNote(event.target.value)}
        />
        <DispositionList
          dispositions={dispositions}
          chosen={code}
          isDisabled={attemptId === undefined}
          onChoose={setCode}
        />
        {chosen?.category === 'callback' ? <CallbackFields choice={callback} onChange={setCallback} /> : null}
      </div>
      <div className={styles['foot']}>
        <Button
          className={styles['save']}
          tone="accent"
          isDisabled={!can.dispose || chosen === undefined || saving}
          onPress={() => void save()}
        >
          {chosen === undefined ? 'Save outcome' : `Save: ${chosen.label}`}
        </Button>
        <p className={styles['hint']}>{hintFor(can.dispose, attemptId !== undefined, chosen)}</p>
      </div>
    </div>
  );
}

function callbackOf(chosen: DispositionView, callback: CallbackChoice) {
  if (chosen.category !== 'callback' || callback.at === undefined) return {};
  return { callbackAt: callback.at, callbackCommon: callback.common };
}

function hintFor(canDispose: boolean, hasLead: boolean, chosen: DispositionView | undefined): string {
  if (!hasLead) return 'Whoever dialled the lead saves the outcome.';
  if (!canDispose) return 'Fill this in now, and save it when the call is over.';
  return chosen === undefined ? 'Choose an outcome with its number key.' : 'Ctrl + Enter saves.';
}

/** without a lead there is nobody to call back. */
function outcomesOf(desk: DeskEvent | undefined): readonly DispositionView[] {
  const all = desk?.details?.campaign?.dispositions ?? [];
  return desk?.preview?.leadId === '' ? all.filter(({ category }) => category !== 'callback') : all;
}

/** What a key has chosen has the focus too: readers say it, and Tab goes on from there. */
function focusOutcome(code: string): void {
  document.querySelector<HTMLElement>(`input[name="disposition"][value="${CSS.escape(code)}"]`)?.focus();
}
