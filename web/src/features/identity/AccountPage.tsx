import { Page } from '../../components/Page';
import { useTranslation } from 'react-i18next';
import { PasskeyList } from './PasskeyList';
import { PasswordChange } from './PasswordChange';
import { SessionList } from './SessionList';
import { TokenList } from './TokenList';
import { SecondFactor } from './SecondFactor';
import { useMe } from './useMe';

export function AccountPage() {
  const { t } = useTranslation('identity');
  const actor = useMe();
  return (
    <Page title={t('account.title')} width={820}
      intro={t('account.intro', { name: actor.name, unit: actor.organisation })}>
      <PasskeyList />
      <SecondFactor />
      <SessionList />
      <PasswordChange />
      <TokenList />
    </Page>
  );
}
