"""Where pages that stages link to are found. A stage names a page; only this table knows whose it is."""

PAGES = {
    "start": "home:start",
    "place": "home:place",
    "department": "home:department",
    "brief": "home:brief",
    "briefs": "home:briefs",
    "needs": "needs:place",
    "instruments": "needs:instruments",
    "waves": "needs:waves",
    "board": "needs:board",
    "own-board": "needs:own-board",
    "place-priorities": "needs:place-priorities",
    "priorities": "needs:priorities",
    "moderation": "needs:moderation",
    "one-pager": "needs:one-pager",
    "import": "needs:import",
    "outbox": "needs:outbox",
    "package": "support:package",
    "offers": "support:offers",
    "plan": "support:plan",
    "money": "support:money",
}
