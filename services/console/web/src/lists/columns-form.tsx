import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { FileFormatView, UploadPreview, UploadView } from '../../../src/app/views/lists.ts';
import type { CustomParameterView } from '../../../src/app/views/settings.ts';
import { getJson, sendJson } from '../api-client.ts';
import { formText } from '../logic/form-text.ts';
import { DELIMITER_WORDS, ENCODING_WORDS } from '../logic/upload-words.ts';
import { useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Button } from '../ui/button.tsx';
import { DialogActions } from '../ui/dialog.tsx';
import { CheckField, InputField, SelectField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { ColumnsTable } from './columns-table.tsx';
import { uploadPath, uploadsKey } from './lists-key.ts';
import styles from './lists.module.css';

/** R-98 to R-100: what each column is, how dates and numbers are written, what happens to known contacts. */
export function ColumnsForm({ upload, onClose }: { upload: UploadView; onClose(): void }) {
  const { processId } = useSession();
  const [format, setFormat] = useState<FileFormatView>({ encoding: '', delimiter: '' });
  const preview = useQuery({
    queryKey: ['upload-preview', upload.uploadId, format],
    queryFn: () =>
      getJson<UploadPreview>(`/api/uploads/${encodeURIComponent(upload.uploadId)}/preview`, {
        processId,
        ...format,
      }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  return (
    <>
      {preview.error === null ? null : (
        <FormatFields format={preview.data?.format ?? format} onChange={setFormat} />
      )}
      <QueryState query={preview.error === null ? preview : { ...preview, data: undefined }}>
        {(shown) => (
          <Confirm
            key={`${shown.format.encoding}${shown.format.delimiter}`}
            preview={shown}
            onFormat={setFormat}
            onClose={onClose}
          />
        )}
      </QueryState>
    </>
  );
}

function FormatFields({ format, onChange }: { format: FileFormatView; onChange(to: FileFormatView): void }) {
  return (
    <div className={styles['pair']}>
      <SelectField
        label="Characters"
        value={format.encoding}
        onChange={(event) => onChange({ ...format, encoding: event.target.value })}
      >
        {format.encoding === '' ? <option value="">Found out</option> : null}
        {Object.entries(ENCODING_WORDS).map(([encoding, words]) => (
          <option key={encoding} value={encoding}>
            {words}
          </option>
        ))}
      </SelectField>
      <SelectField
        label="Between columns"
        value={format.delimiter}
        onChange={(event) => onChange({ ...format, delimiter: event.target.value })}
      >
        {format.delimiter === '' ? <option value="">Found out</option> : null}
        {Object.entries(DELIMITER_WORDS).map(([delimiter, words]) => (
          <option key={delimiter} value={delimiter}>
            {words}
          </option>
        ))}
      </SelectField>
    </div>
  );
}

interface ConfirmProps {
  preview: UploadPreview;
  onFormat(to: FileFormatView): void;
  onClose(): void;
}

function Confirm({ preview, onFormat, onClose }: ConfirmProps) {
  const { processId } = useSession();
  const { upload, format, columns } = preview;
  const [targets, setTargets] = useState(() => columns.map((column) => column.suggestedTarget));
  const parameters = useQuery({
    queryKey: ['custom-parameters', processId],
    queryFn: () => getJson<{ parameters: CustomParameterView[] }>('/api/custom-parameters', { processId }),
  });
  const start = useChange(uploadsKey(processId), (settings: object, requestId) =>
    sendJson('POST', uploadPath(processId, upload.uploadId, '/start'), { requestId, ...settings }),
  );
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const settings = {
      format,
      targets,
      defaultCountry: formText(form, 'country').toUpperCase(),
      dateOrder: formText(form, 'dateOrder'),
      updateDuplicates: form.has('update'),
      migrateDuplicates: form.has('migrate'),
    };
    start.mutate(settings, { onSuccess: onClose });
  };
  const left = targets.filter((target) => target === '').length;
  return (
    <form onSubmit={submit} className={styles['form']}>
      {preview.sameFileUploadId === '' ? null : (
        <Notice tone="warn">This very file was imported into this process before.</Notice>
      )}
      <FormatFields format={format} onChange={onFormat} />
      <ColumnsTable
        preview={preview}
        parameters={parameters.data?.parameters ?? []}
        targets={targets}
        onTarget={(at, target) => setTargets(targets.map((old, index) => (index === at ? target : old)))}
      />
      {left === 0 ? null : (
        <p className={styles['quiet']}>
          {`${left === 1 ? 'One column is' : `${left} columns are`} left out. What is stored beside the standard fields is declared on Leads > Custom Parameters.`}
        </p>
      )}
      <ImportFields />
      <Problem of={start.error} />
      <DialogActions>
        <Button onPress={onClose}>Later</Button>
        <Button tone="accent" type="submit" isDisabled={start.isPending}>
          Start import
        </Button>
      </DialogActions>
    </form>
  );
}

function ImportFields() {
  return (
    <>
      <div className={styles['pair']}>
        <InputField
          label="Country of the numbers"
          name="country"
          maxLength={2}
          pattern="[A-Za-z]{2}"
          placeholder="US"
          hint="For numbers without +"
        />
        <SelectField label="Order of dates" name="dateOrder" hint="For columns of dates">
          <option value="">2026-12-31</option>
          <option value="DMY">Day, month, year</option>
          <option value="MDY">Month, day, year</option>
          <option value="YMD">Year, month, day</option>
        </SelectField>
      </div>
      <div>
        <CheckField
          label="Update duplicate records"
          name="update"
          hint="Contacts that the campaign knows get the new data and stay where they are. Otherwise they are refused."
        />
        <CheckField
          label="Migrate duplicate to chosen list"
          name="migrate"
          hint="Contacts of the campaign's other lists come to this list, with the new data."
        />
      </div>
    </>
  );
}
