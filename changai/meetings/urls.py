from django.urls import path

from changai.meetings import views

app_name = "meetings"
plan_urls = [
    path("", views.meeting_list, name="list"),
    path("new/", views.plan_page, name="plan"),
    path("new/now/", views.plan, name="plan_now"),
    path("<int:pk>/", views.meeting, name="meeting"),
    path("<int:pk>/calendar.ics", views.calendar, name="calendar"),
    path("<int:pk>/edit/", views.edit_page, name="edit"),
    path("<int:pk>/edit/now/", views.edit, name="edit_now"),
    path("<int:pk>/rooms/now/", views.rooms, name="rooms_now"),
    path("<int:pk>/convene/now/", views.convene, name="convene_now"),
    path("<int:pk>/hold/now/", views.hold, name="hold_now"),
    path("<int:pk>/cancel/now/", views.cancel, name="cancel_now"),
    path("<int:pk>/sign/now/", views.sign, name="sign_now"),
    path("series/<int:pk>/next/now/", views.next_of_series, name="next_now"),
    path("series/<int:pk>/end/now/", views.end_series, name="end_series_now"),
]
agenda_urls = [
    path("<int:pk>/items/now/", views.add_item, name="add_item_now"),
    path("items/<int:pk>/", views.item_page, name="item"),
    path("items/<int:pk>/now/", views.change_item, name="item_now"),
    path("items/<int:pk>/move/now/", views.move_item, name="move_item_now"),
    path("items/<int:pk>/remove/now/", views.remove_item, name="remove_item_now"),
    path("items/<int:pk>/outcome/now/", views.set_outcome, name="outcome_now"),
    path("items/<int:pk>/papers/now/", views.add_paper, name="add_paper_now"),
    path("papers/<int:pk>/remove/now/", views.remove_paper, name="remove_paper_now"),
    path("topics/", views.topics, name="topics"),
    path("topics/now/", views.propose, name="propose_now"),
    path("topics/<int:pk>/take/now/", views.take, name="take_now"),
    path("topics/<int:pk>/decline/now/", views.decline, name="decline_now"),
]
record_urls = [
    path("<int:pk>/present/now/", views.all_present, name="all_present_now"),
    path("<int:pk>/attendance/now/", views.attendance, name="attendance_now"),
    path("<int:pk>/summary/now/", views.summarize, name="summary_now"),
    path("<int:pk>/speakers/now/", views.add_speaker, name="add_speaker_now"),
    path("speakers/<int:pk>/remove/now/", views.remove_speaker, name="remove_speaker_now"),
    path("<int:pk>/decisions/now/", views.add_decision, name="add_decision_now"),
    path("<int:pk>/tasks/now/", views.make_tasks, name="tasks_now"),
    path("decisions/<int:pk>/", views.decision_page, name="decision"),
    path("decisions/<int:pk>/now/", views.change_decision, name="decision_now"),
    path("decisions/<int:pk>/drop/now/", views.drop_decision, name="drop_decision_now"),
    path("decisions/<int:pk>/task/now/", views.make_task, name="task_now"),
    path("<int:pk>/amend/", views.amend_page, name="amend"),
    path("<int:pk>/amend/now/", views.amend, name="amend_now"),
    path("from/<int:pk>/", views.from_document, name="from_document"),
    path("from/<int:pk>/now/", views.from_document_now, name="from_document_now"),
]
feed_urls = [
    path("feeds/", views.feeds, name="feeds"),
    path("feeds/now/", views.make_feed, name="make_feed_now"),
    path("feeds/<int:pk>/revoke/now/", views.revoke_feed, name="revoke_feed_now"),
    path("feeds/<str:token>/meetings.ics", views.feed, name="feed"),
]
urlpatterns = [*plan_urls, *agenda_urls, *record_urls, *feed_urls]
