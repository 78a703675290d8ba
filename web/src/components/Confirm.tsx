import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface ConfirmProps {
  opened: boolean;
  title: string;
  /** What will happen: how many, when, how long. */
  children: ReactNode;
  action: string;
  busy?: boolean;
  disabled?: boolean;
  /** Nothing is left to be put off: the action is the only way on. */
  only_action?: boolean;
  on_confirm: () => void;
  on_close: () => void;
}

export function Confirm(props: ConfirmProps) {
  const { t } = useTranslation('shell');
  return (
    <Modal opened={props.opened} onClose={props.on_close}
      title={<Text fw={600}>{props.title}</Text>}
      closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack gap="md">
        <div>{props.children}</div>
        <Group justify="flex-end">
          {!props.only_action && (
            <Button variant="default" onClick={props.on_close}>{t('cancel')}</Button>
          )}
          <Button loading={props.busy} disabled={props.disabled} onClick={props.on_confirm}>
            {props.action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
