import { useState } from 'preact/hooks';
import { bytes } from '../model/format.ts';
import { api } from '../model/session.ts';
import { Field } from '../parts/basics.tsx';
import { FormDialog } from '../parts/dialog.tsx';
import { toast } from '../parts/toasts.tsx';

/** Puts files into a bucket, one after the other. */
export function UploadDialog({ address, under, onDone, onClose }: { address: string; under: string; onDone: () => void; onClose: () => void }) {
  const [files, setFiles] = useState<File[]>([]);
  const [prefix, setPrefix] = useState(under);
  const [mayReplace, setReplace] = useState(false);
  const [done, setDone] = useState<string[]>([]);

  const upload = async () => {
    const stored = [...done];
    try {
      for (const file of files) {
        const key = prefix + file.name;
        if (stored.includes(key)) continue;
        const headers = { 'content-type': file.type || 'application/octet-stream', ...(mayReplace ? {} : { 'if-none-match': '*' }) };
        await api().bytes('PUT', `${address}/objects?${new URLSearchParams({ key })}`, { headers, body: file }).catch((cause: unknown) => {
          throw new Error(`${key}: ${(cause as { status?: number }).status === 412 ? 'there is an object with this key already. Tick “Replace” to overwrite it.' : cause instanceof Error ? cause.message : String(cause)}`);
        });
        stored.push(key);
        setDone([...stored]);
      }
      toast(files.length === 1 ? `${prefix}${files[0]!.name} is uploaded.` : `${files.length} files are uploaded.`);
    } finally {
      onDone();
    }
  };

  return (
    <FormDialog title="Upload" action="Upload" isReady={files.length > 0} onSubmit={upload} onClose={onClose}>
      <Field label="Files"><input type="file" multiple autofocus onChange={(event) => { setFiles([...event.currentTarget.files ?? []]); setDone([]); }} /></Field>
      <Field label="Put under" hint="Comes before each file's name; a folder ends with a slash."><input spellcheck={false} maxLength={900} placeholder="pictures/" value={prefix} onInput={(event) => setPrefix(event.currentTarget.value)} /></Field>
      <label class="check"><input type="checkbox" checked={mayReplace} onChange={(event) => setReplace(event.currentTarget.checked)} /> Replace objects that are there already</label>
      {files.length > 0 && <ul class="files">{files.map((file) => <li key={file.name}><code>{prefix}{file.name}</code> <span class="faint">{bytes(file.size)}{done.includes(prefix + file.name) ? ', uploaded' : ''}</span></li>)}</ul>}
    </FormDialog>
  );
}
