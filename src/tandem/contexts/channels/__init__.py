"""The channels by which customers reach us: the web chat and native apps (`web`), pushes to apps (`push`), every other
written channel (`written`), text messages (`sms`), and going on in another one (`continuing`). Here: sites, and what
they ask visitors."""
