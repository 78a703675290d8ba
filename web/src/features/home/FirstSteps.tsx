import { Anchor, List } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Note } from '../../components/Note';
import { people_page } from '../people/api';

/** An administrator who is still alone is told what comes next. */
export function FirstSteps() {
  const { t } = useTranslation('home');
  const list = useQuery({ queryKey: ['people', 'first'], queryFn: () => people_page({}) });
  if (!list.data || list.data.items.length > 1) return null;
  return (
    <Note title={t('first.title')}>
      <List type="ordered" spacing={4}>
        <List.Item>
          <Anchor component={Link} to="/people" underline="always">{t('first.people')}</Anchor>
        </List.Item>
        <List.Item>
          <Anchor component={Link} to="/schedule/rules" underline="always">
            {t('first.rules')}
          </Anchor>
        </List.Item>
        <List.Item>{t('first.devices')}</List.Item>
      </List>
    </Note>
  );
}
