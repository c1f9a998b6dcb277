export default router
//= export default = router
