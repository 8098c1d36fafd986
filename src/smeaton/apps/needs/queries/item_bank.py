"""What the item bank knows of an instrument: only of items that were asked in the same words."""

from smeaton.apps.needs.models import CalibratedItem
from smeaton.engine.needs.design import Calibrated
from smeaton.engine.needs.instrument import Instrument, wording


def calibrations(instrument: Instrument) -> dict[str, Calibrated]:
    """Calibrations of the instrument's items as it words them, from any version and place: one query.

    An item that was reworded since under the same id is not among them.
    """
    words = {item.id: wording(item) for item in instrument.items.values()}
    return {
        row.item: Calibrated(row.mean, row.se, row.loading, row.waves)
        for row in CalibratedItem.objects.filter(instrument_key=instrument.key)
        if words.get(row.item) == row.wording
    }
