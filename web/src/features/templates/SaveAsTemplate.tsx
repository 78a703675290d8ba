import { Button } from '@mantine/core';
import { IconTemplate } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BulletinBody } from '../content/api';
import { useMe } from '../identity/useMe';
import { template_of } from './api';
import { TemplateEditor } from './TemplateEditor';

/** What was written well once is kept for the next time, in the officer's own unit. */
export function SaveAsTemplate({ body }: { body: BulletinBody }) {
  const { t } = useTranslation('templates');
  const { unit } = useMe();
  const [opened, set_opened] = useState(false);
  const targets = body.area === unit.area
    ? body.targets : { areas: [unit.area], groups: [], devices: [] };
  return (
    <>
      <Button variant="subtle" leftSection={<IconTemplate size={18} aria-hidden />}
        onClick={() => set_opened(true)}>
        {t('save_as')}
      </Button>
      {opened && (
        <TemplateEditor
          begun={{ ...template_of(body.title.slice(0, 100), body), area: unit.area, targets }}
          on_close={() => set_opened(false)} />
      )}
    </>
  );
}
