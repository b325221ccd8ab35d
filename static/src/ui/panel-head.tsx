/** The title of a panel and the way out of it. */

import type { ComponentChildren } from "preact";
import { CloseIcon } from "./icons";
import { t } from "./strings";

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  /** What leads on from here. */
  readonly children?: ComponentChildren;
}

export const PanelHead = ({ title, onClose, children }: Props) => (
  <div class="panel-head">
    <h2>{title}</h2>
    {children}
    <button type="button" aria-label={t.viewer.closePanel} data-testid="panel-close" onClick={onClose}>
      <CloseIcon />
    </button>
  </div>
);
