import { Button, FileButton, Modal, Stack, Text } from '@mantine/core';
import { IconCamera } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Note } from '../../components/Note';
import { type Blindness, blindness_of } from './blindness';
import { type Label, label_of } from './label';
import { read_code } from './read_code';

const look_every_ms = 250;

/** The phone looks at the label; where a page may not see through the camera, at a photo of it. */
export function LabelScanner({ on_label, on_close }: {
  on_label: (label: Label) => void;
  on_close: () => void;
}) {
  const { t } = useTranslation('intake');
  const [seen, set_seen] = useState<string>();
  const [blind, set_blind] = useState<Blindness>();
  const take = (text: string | undefined) => {
    const label = text === undefined ? undefined : label_of(text);
    if (label) on_label(label);
    else set_seen(text ?? '');
  };
  const photo = async (file: File | null) => {
    if (file) take(await read_code(await createImageBitmap(file)));
  };
  return (
    <Modal opened onClose={on_close} title={<Text fw={600}>{t('scan.title')}</Text>}
      closeButtonProps={{ 'aria-label': t('shell:close') }}>
      <Stack gap="md">
        {!blind && <Camera on_text={take} on_fail={set_blind} />}
        <Text>{t(blind ? `scan.${blind}` : 'scan.point')}</Text>
        <FileButton accept="image/*" capture="environment"
          onChange={(file) => void photo(file)}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconCamera size={18} aria-hidden />}>
              {t('scan.photo')}
            </Button>
          )}
        </FileButton>
        {seen !== undefined && (
          <Note tone="warn" alert>
            {seen ? t('scan.no_label', { text: seen.slice(0, 80) }) : t('scan.no_code')}
          </Note>
        )}
      </Stack>
    </Modal>
  );
}

function Camera({ on_text, on_fail }: {
  on_text: (text: string) => void;
  on_fail: (why: Blindness) => void;
}) {
  const { t } = useTranslation('intake');
  const video = useRef<HTMLVideoElement>(null);
  const acts = useRef({ on_text, on_fail });
  acts.current = { on_text, on_fail };
  useEffect(() => {
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let gone = false;
    let last = '';
    const look = async () => {
      const shown = video.current;
      if (gone || !shown) return;
      const text = shown.readyState >= 2 ? await read_code(shown) : undefined;
      if (text && text !== last && !gone) {
        last = text;
        acts.current.on_text(text);
      }
      timer = setTimeout(() => void look(), look_every_ms);
    };
    const open = async () => {
      // Absent on pages that did not come over TLS.
      stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: 'environment' }, audio: false,
      });
      if (gone || !video.current) return stream.getTracks().forEach((one) => one.stop());
      video.current.srcObject = stream;
      await video.current.play();
      void look();
    };
    open().catch((error: unknown) => !gone && acts.current.on_fail(blindness_of(error)));
    return () => {
      gone = true;
      clearTimeout(timer);
      stream?.getTracks().forEach((one) => one.stop());
    };
  }, []);
  return (
    <video ref={video} muted playsInline aria-label={t('scan.view')}
      style={{ width: '100%', borderRadius: 12, background: '#000', aspectRatio: '4 / 3' }} />
  );
}
