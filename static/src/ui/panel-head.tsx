/** The title of a panel and the way out of it. */

import { CloseIcon } from "./icons";
import { t } from "./strings";

interface Props {
  readonly title: string;
  readonly onClose: () => void;
}

export const PanelHead = ({ title, onClose }: Props) => (
  <div class="panel-head">
    <h2>{title}</h2>
    <button type="button" aria-label={t.viewer.closePanel} data-testid="panel-close" onClick={onClose}>
      <CloseIcon />
    </button>
  </div>
);
