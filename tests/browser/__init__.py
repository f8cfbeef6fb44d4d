"""The console in a real browser, over the real template, binaries, and simulators.

- page          a browser and a person in it: signing in, going to a screen
- pictures      every screen at both widths, light and dark, with an accessibility checker over each
- test_console  what a person does there

The pictures are in target/browser.
"""
