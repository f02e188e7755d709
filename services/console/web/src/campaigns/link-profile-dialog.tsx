import { useState, type FormEvent } from 'react';
import type { LinkProfileView } from '../../../src/app/views/links.ts';
import type { IngestLinkView } from '../../../src/app/views/settings.ts';
import { ApiProblem, problemText, sendJson } from '../api-client.ts';
import { formText } from '../logic/form-text.ts';
import {
  LINK_PROFILE_FIELDS,
  profileFieldOf,
  readProfileFields,
  toProfileFields,
  type LinkProfileFields,
} from '../logic/link-profile-form.ts';
import { useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { FieldGroup } from '../telephony/field-group.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { CheckField, InputField, SelectField, TextField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from './links.module.css';
import { LinkKeys } from './link-keys.tsx';

interface LinkProfileProps {
  link: IngestLinkView;
  queryKey: readonly unknown[];
  onClose(): void;
}

/** How a vendor posts through its link, and its keys. What is refused is said at the field it is about. */
export function LinkProfileDialog({ link, queryKey, onClose }: LinkProfileProps) {
  const { processId } = useSession();
  const [unread, setUnread] = useState<{ field: string; line: string }>();
  const path = `/api/links/${encodeURIComponent(link.ingestLinkId)}/profile?processId=${encodeURIComponent(processId)}`;
  const change = useChange(queryKey, (put: { profile: LinkProfileView; version: number }, requestId) =>
    sendJson<IngestLinkView>('PUT', path, { requestId, ...put }),
  );
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const fields = Object.fromEntries(LINK_PROFILE_FIELDS.map((name) => [name, formText(form, name)]));
    // Every field of the list is there.
    const read = readProfileFields(fields as unknown as LinkProfileFields);
    setUnread('profile' in read ? undefined : read);
    if (!('profile' in read)) return;
    change.mutate({ profile: read.profile, version: link.version }, { onSuccess: onClose });
  };
  const refused =
    change.error instanceof ApiProblem ? profileFieldOf(change.error.details['field']) : undefined;
  const errorOf = (name: keyof LinkProfileFields): string | undefined => {
    if (unread?.field === name) return `This line cannot be read: “${unread.line}”.`;
    return refused === name ? problemText(change.error) : undefined;
  };
  return (
    <Dialog kind="wide" title={`How ${link.vendorName} posts`} onClose={onClose}>
      <LinkKeys link={link} queryKey={queryKey} />
      <form onSubmit={submit} className={styles['profile']}>
        {change.error === null || refused !== undefined ? null : (
          <Notice tone="bad">{problemText(change.error)}</Notice>
        )}
        <ProfileFields fields={toProfileFields(link.profile)} errorOf={errorOf} />
        <DialogActions>
          <Button onPress={onClose}>Cancel</Button>
          <Button tone="accent" type="submit" isDisabled={change.isPending}>
            {change.isPending ? 'Saving…' : 'Save'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface ProfileFieldsProps {
  fields: LinkProfileFields;
  errorOf(name: keyof LinkProfileFields): string | undefined;
}

function ProfileFields({ fields, errorOf }: ProfileFieldsProps) {
  const field = (name: keyof LinkProfileFields) => ({
    name,
    defaultValue: fields[name],
    error: errorOf(name),
  });
  const box = (name: keyof LinkProfileFields) => ({ name, defaultChecked: fields[name] !== '', value: 'on' });
  return (
    <>
      <FieldGroup title="Who may send" lead="The token in the link is always needed.">
        <SelectField autoFocus label="Proof beside the token" {...field('authentication')}>
          <option value="token">None</option>
          <option value="key">A key in a header</option>
          <option value="signature">A signature over the body</option>
        </SelectField>
        <InputField
          label="Leads a minute"
          type="number"
          min={0}
          max={1_000_000}
          {...field('leadsPerMinute')}
          hint="Empty: no limit. More are answered 429"
        />
        <CheckField
          label="Consent is required"
          {...box('consentRequired')}
          hint="Without a field “consent” that says yes a lead is refused. Declare it as a custom parameter to keep it"
        />
      </FieldGroup>
      <FieldGroup title="What is sent" lead="Names are taken letter by letter; a dot is part of a name.">
        <TextField
          label="The vendor’s names and ours"
          {...field('fieldMap')}
          rows={4}
          data-wide
          spellCheck={false}
          placeholder="Lead.Phone = caller_id"
          hint="One a line"
        />
      </FieldGroup>
      <FieldGroup title="What is answered" lead="Some programs read only one form.">
        <SelectField label="Form" {...field('answerForm')}>
          <option value="json">JSON</option>
          <option value="xml">XML</option>
        </SelectField>
        <CheckField
          label="Always 200"
          {...box('alwaysOk')}
          hint="A refusal says success false. What may be sent again keeps its status"
        />
      </FieldGroup>
      <FieldGroup
        title="Ping and post"
        lead="The vendor asks first, without the person’s data, and posts with the ping’s id."
      >
        <CheckField label="Posts need an accepted ping" {...box('pingPost')} />
        <TextField
          label="What a ping must say"
          {...field('pingRules')}
          rows={3}
          data-wide
          spellCheck={false}
          placeholder="state: CA, NV"
          hint="A field and its values a line; all lines must hold"
        />
      </FieldGroup>
    </>
  );
}
