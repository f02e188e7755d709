import { formText } from '../logic/form-text.ts';
import { CAUSE_WORDS } from '../logic/exclusion-words.ts';
import { fromLocalInput } from '../logic/formats.ts';
import { InputField, SelectField } from '../ui/field.tsx';

/** Why, until when, and a note: what entries of all kinds have in common. */
export function TermsFields() {
  return (
    <>
      <SelectField label="Why" name="cause" defaultValue="asked_by_person">
        {Object.entries(CAUSE_WORDS).map(([cause, words]) => (
          <option key={cause} value={cause}>
            {words}
          </option>
        ))}
      </SelectField>
      <InputField label="Until" name="expiresAt" type="datetime-local" hint="Empty: for good" />
      <InputField label="Note" name="note" maxLength={1000} />
    </>
  );
}

export function readTerms(form: FormData): { cause: string; note: string; expiresAt?: number } {
  const expiresAt = fromLocalInput(formText(form, 'expiresAt'));
  return {
    cause: formText(form, 'cause'),
    note: formText(form, 'note'),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}
