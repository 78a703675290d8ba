import { Modal, Text } from '@mantine/core';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Waiting } from '../../components/Loading';
import { PlayNowForm, type PlayNowFormProps } from './PlayNowForm';

export function PlayNowDialog(props: PlayNowFormProps) {
  const { t } = useTranslation('broadcast');
  return (
    <Modal opened onClose={props.on_close} size="lg"
      title={<Text fw={600}>{t('play.title')}</Text>}
      closeButtonProps={{ 'aria-label': t('shell:close') }}>
      <Suspense fallback={<Waiting />}><PlayNowForm {...props} /></Suspense>
    </Modal>
  );
}
