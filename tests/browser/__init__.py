"""The console in a real browser, over the real template, binaries, and simulators.

- page          a browser and a person in it: signing in, going to a screen
- pictures      every screen at both widths, light and dark, with an accessibility checker over each
- console       the world in which every test of it takes place
- test_console, test_pictures, test_runs  what a person does there
- test_overview, test_format, test_links  what is shown: figures, times, money, ways out
- test_parked, test_dry_run, test_versions, test_paging, test_more_stores  what a person steers
- test_wire     what the page asks for, of whom, and how much of it
- gateway       the API behind the page over HTTP, for test_schema: every answer is one that is described

The pictures are in target/browser.
"""
