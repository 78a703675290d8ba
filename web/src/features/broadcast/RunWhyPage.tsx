import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Loaded } from '../../components/Loading';
import { Page } from '../../components/Page';
import { run, why_of_run } from './api';
import { WhyList } from './WhyList';

/** Why each device did (not) play this run. */
export function RunWhyPage() {
  const { t } = useTranslation('broadcast');
  const { id } = useParams({ from: '/shell/runs/$id/why' });
  const known = useQuery({ queryKey: ['run', id], queryFn: () => run(id) });
  const answers = useQuery({ queryKey: ['why-run', id], queryFn: () => why_of_run(id) });
  return (
    <Loaded query={known}>
      {(shown) => (
        <Page title={t('why.title', { name: shown.title })} intro={t('why.intro')} width={900}>
          <Loaded query={answers}>
            {(data) => <WhyList answers={data.items} by_device />}
          </Loaded>
        </Page>
      )}
    </Loaded>
  );
}
