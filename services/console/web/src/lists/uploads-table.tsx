import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { UploadPage, UploadView } from '../../../src/app/views/lists.ts';
import { getJson, problemText, sendJson } from '../api-client.ts';
import { formatDayTime } from '../logic/formats.ts';
import { bytesText, countsText, underCountsText, UPLOAD_WORDS } from '../logic/upload-words.ts';
import { useCan, useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { TwoLines } from '../ui/two-lines.tsx';
import { ColumnsForm } from './columns-form.tsx';
import { listsKey, uploadPath, uploadsKey } from './lists-key.ts';
import styles from './lists.module.css';
import { Progress } from './progress.tsx';

const RUNNING_MS = 1000;
const RESTING_MS = 10_000;
const PAGE_SIZE = '20';

const COLUMNS: readonly Column<UploadView>[] = [
  {
    label: 'File',
    kind: 'text',
    cell: ({ fileName, bytes }) => <TwoLines first={<bdi>{fileName}</bdi>} second={bytesText(bytes)} />,
  },
  { label: 'List', cell: ({ listId, listName }) => (listId === '' ? 'Prospects' : listName) },
  {
    label: 'Sent',
    kind: 'figures',
    cell: ({ createdAt }) => (createdAt === undefined ? '—' : formatDayTime(createdAt)),
  },
  { label: 'State', kind: 'text', cell: (upload) => <UploadState upload={upload} /> },
  {
    label: 'Rows',
    kind: 'text',
    cell: (upload) => <TwoLines first={countsText(upload.counts)} second={underCountsText(upload)} />,
  },
];

/** The newest files: how far they are, what became of their rows. */
export function UploadsTable() {
  const { processId } = useSession();
  const queries = useQueryClient();
  const uploads = useQuery({
    queryKey: uploadsKey(processId),
    queryFn: () => getJson<UploadPage>('/api/uploads', { processId, pageSize: PAGE_SIZE }),
    refetchInterval: ({ state }) => (isRunning(state.data) ? RUNNING_MS : RESTING_MS),
  });
  const running = isRunning(uploads.data);
  useEffect(() => {
    // The counts of lists are those of before the end.
    if (!running) void queries.invalidateQueries({ queryKey: listsKey(processId) });
  }, [running, queries, processId]);
  return (
    <section className={styles['form']} aria-labelledby="uploads">
      <h2 id="uploads">Uploads</h2>
      <QueryState query={uploads}>{(page) => <Uploads uploads={page.uploads} />}</QueryState>
    </section>
  );
}

function isRunning(page: UploadPage | undefined): boolean {
  return page?.uploads.some(({ state }) => state === 'running') ?? false;
}

function Uploads({ uploads }: { uploads: readonly UploadView[] }) {
  const { processId } = useSession();
  const [confirming, setConfirming] = useState<UploadView>();
  const control = useChange(uploadsKey(processId), (to: { uploadId: string; command: string }, requestId) =>
    sendJson('POST', uploadPath(processId, to.uploadId, '/control'), { requestId, command: to.command }),
  );
  return (
    <>
      <Problem of={control.error} />
      <Table
        rows={uploads}
        columns={COLUMNS}
        keyOf={({ uploadId }) => uploadId}
        actions={(upload) => (
          <UploadButtons
            upload={upload}
            onControl={(command) => control.mutate({ uploadId: upload.uploadId, command })}
            onConfirm={() => setConfirming(upload)}
          />
        )}
        empty="No file was uploaded yet."
      />
      {confirming === undefined ? null : (
        <Dialog
          kind="wide"
          title={`Columns of ${confirming.fileName}`}
          onClose={() => setConfirming(undefined)}
        >
          <ColumnsForm upload={confirming} onClose={() => setConfirming(undefined)} />
        </Dialog>
      )}
    </>
  );
}

function UploadState({ upload }: { upload: UploadView }) {
  const { words, tone } = UPLOAD_WORDS[upload.state];
  return (
    <>
      <TwoLines
        first={<Badge tone={tone}>{words}</Badge>}
        second={upload.failure === '' ? '' : problemText(upload.failure)}
      />
      {upload.state === 'running' || upload.state === 'paused' ? (
        <Progress label={`Import of ${upload.fileName}`} part={upload.done} />
      ) : null}
    </>
  );
}

interface UploadButtonsProps {
  upload: UploadView;
  onControl(command: 'pause' | 'resume' | 'cancel'): void;
  onConfirm(): void;
}

function UploadButtons({ upload, onControl, onConfirm }: UploadButtonsProps) {
  const can = useCan();
  const { processId } = useSession();
  const { state, fileName } = upload;
  const step = (label: string, onPress: () => void) => (
    <Button aria-label={`${label} ${fileName}`} onPress={onPress}>
      {label}
    </Button>
  );
  return (
    <>
      {can('list:upload') ? (
        <>
          {state === 'received' ? step('Confirm columns', onConfirm) : null}
          {state === 'running' ? step('Pause', () => onControl('pause')) : null}
          {state === 'paused' ? step('Resume', () => onControl('resume')) : null}
          {['received', 'running', 'paused'].includes(state)
            ? step('Cancel', () => onControl('cancel'))
            : null}
        </>
      ) : null}
      {upload.rows === 0 ? null : (
        <a
          href={uploadPath(processId, upload.uploadId, '/verdicts')}
          download
          aria-label={`Verdicts of ${fileName}`}
        >
          Verdicts
        </a>
      )}
    </>
  );
}
